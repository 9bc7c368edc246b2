// How a project's declaration becomes the API's.

import { created } from '../../../../../tests/support/cloudformation/noting-hands.ts'

test('a project keeps the API’s spelling of its buildspec', async () => {
  const properties = {
    Name: 'p',
    ServiceRole: 'role',
    Artifacts: { Type: 'CODEPIPELINE' },
    Source: { Type: 'CODEPIPELINE', BuildSpec: 'buildspec.yml' },
    Environment: { Type: 'LINUX_CONTAINER', EnvironmentVariables: [{ Name: 'A', Value: '1', Type: 'PLAINTEXT' }] },
  }
  const { calls } = await created('AWS::CodeBuild::Project', properties)
  expect(calls).toEqual([
    [
      'codebuild:CreateProject',
      {
        name: 'p',
        serviceRole: 'role',
        artifacts: { type: 'CODEPIPELINE' },
        source: { type: 'CODEPIPELINE', buildspec: 'buildspec.yml' },
        secondarySources: [],
        environment: { type: 'LINUX_CONTAINER', environmentVariables: [{ name: 'A', value: '1', type: 'PLAINTEXT' }] },
        tags: [],
      },
    ],
  ])
})
