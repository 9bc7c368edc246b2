// Which permission each operation asks for, on which resource.

import { pipeline } from '../../../tests/support/codepipeline/declarations.ts'
import { PurePipeline, person } from '../../../tests/support/codepipeline/pure-pipeline.ts'
import { Members } from '../../core/input/members.ts'
import { codepipeline } from './index.ts'

const id = '00000000-0000-4000-8000-000000000000'
const arn = 'arn:aws:codepipeline:us-east-1:000000000000:p'
const input = {
  name: 'p',
  pipelineName: 'p',
  stageName: 'Prod',
  actionName: 'Approve',
  transitionType: 'Inbound',
  reason: 'r',
  retryMode: 'ALL_ACTIONS',
  pipelineExecutionId: id,
  targetPipelineExecutionId: id,
  token: id,
  jobId: id,
  result: { status: 'Approved', summary: '' },
  failureDetails: { type: 'JobFailed', message: 'm' },
  resourceArn: arn,
  tags: [{ key: 'team', value: 'b' }],
  tagKeys: ['team'],
  pipeline: pipeline(),
}
const moment = {
  account: '000000000000',
  region: 'us-east-1',
  now: new Date(0),
  newId: () => id,
  endpoint: '',
  chainLength: 0,
}

const asked = (operation: string) => {
  const machine = new PurePipeline()
  machine.call('CreatePipeline', { pipeline: pipeline(), tags: [{ key: 'team', value: 'a' }] })
  const definition = codepipeline.operations[operation]
  const scope = { ...moment, principal: person, requestId: id }
  return definition?.access(definition.input(new Members(input), scope), scope, machine.state)
}

const RESOURCES: Readonly<Record<string, string>> = {
  CreatePipeline: arn,
  DeletePipeline: arn,
  DisableStageTransition: `${arn}/Prod`,
  EnableStageTransition: `${arn}/Prod`,
  GetJobDetails: '*',
  GetPipeline: arn,
  GetPipelineExecution: arn,
  GetPipelineState: arn,
  ListActionExecutions: arn,
  ListActionTypes: '*',
  ListPipelineExecutions: arn,
  ListPipelines: '*',
  ListTagsForResource: arn,
  PutApprovalResult: `${arn}/Prod/Approve`,
  PutJobFailureResult: '*',
  PutJobSuccessResult: '*',
  RetryStageExecution: `${arn}/Prod`,
  RollbackStage: `${arn}/Prod`,
  StartPipelineExecution: arn,
  StopPipelineExecution: arn,
  TagResource: arn,
  UntagResource: arn,
  UpdatePipeline: arn,
}

test.each(Object.keys(codepipeline.operations))('%s', operation => {
  const resource = RESOURCES[operation]
  expect(asked(operation)).toContainEqual({ action: `codepipeline:${operation}`, resource })
})

test.each(['CreatePipeline', 'UpdatePipeline'])('%s passes the role to CodePipeline', operation => {
  expect(asked(operation)).toContainEqual({
    action: 'iam:PassRole',
    resource: 'arn:aws:iam::000000000000:role/pipeline',
    context: { 'iam:PassedToService': 'codepipeline.amazonaws.com' },
  })
})

test('a stage and an action carry the tags of their pipeline', () => {
  const machine = new PurePipeline()
  machine.call('CreatePipeline', { pipeline: pipeline(), tags: [{ key: 'team', value: 'a' }] })
  for (const of of [arn, `${arn}/Prod`, `${arn}/Prod/Approve`])
    expect(codepipeline.resourceTags(machine.state, of, moment)).toEqual({ team: 'a' })
  expect(codepipeline.resourceTags(machine.state, `${arn}2`, moment)).toBeUndefined()
})
