// AWS CloudFormation: change sets.

import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation'
import { refusal, until, useAccount } from './account.ts'
import { stacksOf, template } from './stacks.ts'

const account = useAccount()
const { cloudformation, group, describe, makeStack } = stacksOf(account)

const changeSet = (StackName: string | undefined, body: string, more: Partial<CreateChangeSetCommandInput> = {}) =>
  cloudformation().send(
    new CreateChangeSetCommand({ StackName, ChangeSetName: 'changes', TemplateBody: body, ...more }),
  )
const computed = (StackName: string | undefined) =>
  until(
    () => cloudformation().send(new DescribeChangeSetCommand({ StackName, ChangeSetName: 'changes' })),
    ({ Status }) => Status === 'CREATE_COMPLETE' || Status === 'FAILED',
  )

test('a change set shows what it would do, and does it when it is executed', async () => {
  const { StackId = '' } = await makeStack('changed', template({ Group: group('changed', 1) }))
  await changeSet(StackId, template({ Group: group('changed', 3), New: group('new') }))
  const set = await computed(StackId)
  expect(set).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
  const changes = set.Changes?.map(({ ResourceChange }) => [
    ResourceChange?.LogicalResourceId,
    ResourceChange?.Action,
    ResourceChange?.Replacement,
  ])
  expect(changes).toHaveLength(2)
  expect(changes).toEqual(
    expect.arrayContaining([
      ['Group', 'Modify', 'False'],
      ['New', 'Add', undefined],
    ]),
  )
  expect((await describe(StackId)).StackStatus).toBe('CREATE_COMPLETE')
  await cloudformation().send(new ExecuteChangeSetCommand({ StackName: StackId, ChangeSetName: 'changes' }))
  await until(
    () => describe(StackId),
    ({ StackStatus }) => StackStatus === 'UPDATE_COMPLETE',
  )
})

test('a change set without changes fails and cannot be executed', async () => {
  const body = template({ Group: group('unchanged') })
  const { StackId } = await makeStack('unchanged', body)
  await changeSet(StackId, body)
  expect(await computed(StackId)).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  })
  const { name } = await refusal(
    cloudformation().send(new ExecuteChangeSetCommand({ StackName: StackId, ChangeSetName: 'changes' })),
  )
  expect(name).toBe('InvalidChangeSetStatusException')
  await cloudformation().send(new DeleteChangeSetCommand({ StackName: StackId, ChangeSetName: 'changes' }))
  expect(
    await refusal(
      cloudformation().send(new DescribeChangeSetCommand({ StackName: StackId, ChangeSetName: 'changes' })),
    ),
  ).toEqual({ name: 'ChangeSetNotFoundException', message: 'ChangeSet [changes] does not exist', status: 404 })
})

test('a change set may be the beginning of a stack', async () => {
  const StackName = account.name('reviewed')
  await changeSet(StackName, template({ Group: group('reviewed') }), { ChangeSetType: 'CREATE' })
  account.later(() => cloudformation().send(new DeleteStackCommand({ StackName })))
  await computed(StackName)
  expect((await describe(StackName)).StackStatus).toBe('REVIEW_IN_PROGRESS')
  await cloudformation().send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'changes' }))
  await until(
    () => describe(StackName),
    ({ StackStatus }) => StackStatus === 'CREATE_COMPLETE',
  )
})

test('a change set that is not executed is listed', async () => {
  const { StackId = '' } = await makeStack('listed', template({ Group: group('listed', 1) }))
  await changeSet(StackId, template({ Group: group('listed', 3) }))
  await computed(StackId)
  const { Summaries } = await cloudformation().send(new ListChangeSetsCommand({ StackName: StackId }))
  expect(Summaries?.map(({ ChangeSetName, Status }) => [ChangeSetName, Status])).toEqual([
    ['changes', 'CREATE_COMPLETE'],
  ])
})
