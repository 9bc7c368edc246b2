// AWS CloudFormation: lists, single resources, and what can be done to a stack besides creating, updating and deleting it.

import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  GetTemplateSummaryCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  RollbackStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { refusal, useAccount } from './account.ts'
import { stacksOf, template } from './stacks.ts'

const account = useAccount()
const { cloudformation, group, makeStack } = stacksOf(account)

test('a stack is listed with its status, and its resources with theirs', async () => {
  const { StackId, StackName } = await makeStack('listed', template({ Group: group('listed') }))
  const { StackSummaries = [] } = await cloudformation().send(
    new ListStacksCommand({ StackStatusFilter: ['CREATE_COMPLETE'] }),
  )
  expect(StackSummaries).toContainEqual(expect.objectContaining({ StackId, StackStatus: 'CREATE_COMPLETE' }))
  const { StackResourceSummaries } = await cloudformation().send(new ListStackResourcesCommand({ StackName }))
  const resource = {
    LogicalResourceId: 'Group',
    PhysicalResourceId: `/conformance/${account.name('listed')}`,
    ResourceType: 'AWS::Logs::LogGroup',
    ResourceStatus: 'CREATE_COMPLETE',
  }
  expect(StackResourceSummaries).toMatchObject([resource])
  const one = new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Group' })
  expect((await cloudformation().send(one)).StackResourceDetail).toMatchObject({ ...resource, StackId })
  const none = new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Other' })
  expect(await refusal(cloudformation().send(none))).toMatchObject({
    name: 'ValidationError',
    message: `Resource Other does not exist for stack ${StackName}`,
  })
})

test('the summary of a template has its parameters and its types', async () => {
  const TemplateBody = template({ Group: group('summary') }, { Parameters: { Word: { Type: 'String', Default: 'a' } } })
  expect(await cloudformation().send(new GetTemplateSummaryCommand({ TemplateBody }))).toMatchObject({
    Parameters: [{ ParameterKey: 'Word', ParameterType: 'String', DefaultValue: 'a' }],
    ResourceTypes: ['AWS::Logs::LogGroup'],
  })
})

test('a protected stack is not deleted', async () => {
  const { StackId, StackName } = await makeStack('protected', template({ Group: group('protected') }))
  const protect = (EnableTerminationProtection: boolean) =>
    cloudformation().send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection }))
  expect((await protect(true)).StackId).toBe(StackId)
  expect(await refusal(cloudformation().send(new DeleteStackCommand({ StackName })))).toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('TerminationProtection is enabled'),
  })
  await protect(false)
})

test('what a stack does not do now is not cancelled, continued or rolled back', async () => {
  const { StackName } = await makeStack('settled', template({ Group: group('settled') }))
  for (const command of [
    new CancelUpdateStackCommand({ StackName }),
    new ContinueUpdateRollbackCommand({ StackName }),
    new RollbackStackCommand({ StackName }),
  ])
    expect(await refusal(cloudformation().send(command as CancelUpdateStackCommand))).toMatchObject({
      name: 'ValidationError',
      status: 400,
    })
})

test('an export that no stack imports', async () => {
  const ExportName = account.name('export')
  expect(await refusal(cloudformation().send(new ListImportsCommand({ ExportName })))).toMatchObject({
    name: 'ValidationError',
  })
})
