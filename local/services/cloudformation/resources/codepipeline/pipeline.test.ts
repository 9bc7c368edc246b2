// How a pipeline's declaration becomes the API's.

import { created } from '../../../../../tests/support/cloudformation/noting-hands.ts'

test('a pipeline is declared in the API’s own names, but for the configuration of its actions', async () => {
  const { made, calls } = await created(
    'AWS::CodePipeline::Pipeline',
    {
      Name: 'p',
      RoleArn: 'role',
      ArtifactStore: { Type: 'S3', Location: 'b', EncryptionKey: { Id: 'k', Type: 'KMS' } },
      Stages: [
        {
          Name: 'Source',
          Actions: [
            {
              Name: 'A',
              ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeCommit', Version: '1' },
              Configuration: { RepositoryName: 'r', PollForSourceChanges: false },
              OutputArtifacts: [{ Name: 'Out' }],
              RunOrder: 1,
            },
          ],
        },
      ],
      DisableInboundStageTransitions: [{ StageName: 'Source', Reason: 'because' }],
      Tags: [{ Key: 'k', Value: 'v' }],
    },
    { CreatePipeline: { pipeline: { version: 1 } } },
  )
  expect(made).toEqual({ physicalId: 'p', attributes: { Version: '1' } })
  expect(calls).toEqual([
    [
      'codepipeline:CreatePipeline',
      {
        pipeline: {
          name: 'p',
          roleArn: 'role',
          artifactStore: { type: 'S3', location: 'b', encryptionKey: { id: 'k', type: 'KMS' } },
          stages: [
            {
              name: 'Source',
              actions: [
                {
                  name: 'A',
                  actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
                  configuration: { RepositoryName: 'r', PollForSourceChanges: 'false' },
                  outputArtifacts: [{ name: 'Out' }],
                  runOrder: 1,
                },
              ],
            },
          ],
        },
        tags: [{ key: 'k', value: 'v' }],
      },
    ],
    [
      'codepipeline:DisableStageTransition',
      { pipelineName: 'p', stageName: 'Source', transitionType: 'Inbound', reason: 'because' },
    ],
  ])
})
