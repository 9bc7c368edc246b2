// AWS CloudFormation: stacks, rollbacks, and what is wrong with a template.

import {
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  ListExportsCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { refusal, useAccount } from './account.ts'
import { stacksOf, template } from './stacks.ts'

const account = useAccount()
const { cloudformation, group, create, describe, settled, makeStack } = stacksOf(account)

const update = (StackName: string | undefined, TemplateBody: string) =>
  cloudformation().send(new UpdateStackCommand({ StackName, TemplateBody }))

test('a stack is created with its outputs, its resources and its template as it was given', async () => {
  const body = template(
    { Group: group('created') },
    {
      Description: 'thrown away',
      Parameters: { Word: { Type: 'String', Default: 'hello' } },
      Outputs: {
        Arn: { Value: { 'Fn::GetAtt': 'Group.Arn' } },
        Word: { Value: { 'Fn::Sub': '${Word}-${AWS::StackName}' } },
      },
    },
  )
  const stack = await makeStack('created', body)
  const name = account.name('created')
  expect(stack).toMatchObject({ StackName: name, StackStatus: 'CREATE_COMPLETE', Description: 'thrown away' })
  expect(stack.StackId).toMatch(new RegExp(`^${account.arn('cloudformation', `stack/${name}`)}/[0-9a-f-]{36}$`))
  expect(stack.Parameters).toEqual([{ ParameterKey: 'Word', ParameterValue: 'hello' }])
  expect(Object.fromEntries((stack.Outputs ?? []).map(output => [output.OutputKey, output.OutputValue]))).toEqual({
    Arn: `${account.arn('logs', `log-group:/conformance/${name}`)}:*`,
    Word: `hello-${name}`,
  })
  const { StackResources } = await cloudformation().send(new DescribeStackResourcesCommand({ StackName: name }))
  expect(StackResources).toMatchObject([
    { LogicalResourceId: 'Group', PhysicalResourceId: `/conformance/${name}`, ResourceStatus: 'CREATE_COMPLETE' },
  ])
  const { TemplateBody } = await cloudformation().send(new GetTemplateCommand({ StackName: name }))
  expect(TemplateBody).toBe(body)
})

test('a stack is updated where its template changed, and not at all where nothing did', async () => {
  const { StackId } = await makeStack('updated', template({ Group: group('updated', 1) }))
  await update(StackId, template({ Group: group('updated', 3), Second: group('second') }))
  const stack = await settled(StackId ?? '')
  expect(stack.StackStatus).toBe('UPDATE_COMPLETE')
  expect(stack.LastUpdatedTime).toBeInstanceOf(Date)
  expect(await refusal(update(StackId, template({ Group: group('updated', 3), Second: group('second') })))).toEqual({
    name: 'ValidationError',
    message: 'No updates are to be performed.',
    status: 400,
  })
})

test('events tell the story of a stack, the latest first', async () => {
  const { StackId } = await makeStack('events', template({ Group: group('events') }))
  const { StackEvents = [] } = await cloudformation().send(new DescribeStackEventsCommand({ StackName: StackId }))
  const story = StackEvents.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`)
  const name = account.name('events')
  expect(story[0]).toBe(`${name} CREATE_COMPLETE`)
  expect(story.at(-1)).toBe(`${name} CREATE_IN_PROGRESS`)
  expect(story).toEqual(expect.arrayContaining(['Group CREATE_IN_PROGRESS', 'Group CREATE_COMPLETE']))
  expect(StackEvents.at(-1)?.ResourceStatusReason).toBe('User Initiated')
})

test('a stack whose creation fails is rolled back, can only be deleted, and says why', async () => {
  const twice = { First: group('rolled-back'), Second: { ...group('rolled-back'), DependsOn: 'First' } }
  const { StackId = '', StackStatus } = await makeStack('rolled-back', template(twice))
  expect(StackStatus).toBe('ROLLBACK_COMPLETE')
  const { StackEvents = [] } = await cloudformation().send(new DescribeStackEventsCommand({ StackName: StackId }))
  const failed = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
  expect([failed?.LogicalResourceId, failed?.ResourceStatusReason]).toEqual([
    'Second',
    expect.stringContaining('already exists'),
  ])
  const rollback = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS')
  expect(rollback?.ResourceStatusReason).toMatch(
    /^The following resource\(s\) failed to create: \[Second\]\. Rollback requested by user\.$/,
  )
  expect(await refusal(update(StackId, template({ First: group('rolled-back') })))).toEqual({
    name: 'ValidationError',
    message: `Stack:${StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    status: 400,
  })
})

test('an update that fails brings back what was there', async () => {
  const body = template({ Group: group('kept', 1) })
  const { StackId = '' } = await makeStack('kept', body)
  const broken = { Group: group('kept', 3), Other: { ...group('kept'), DependsOn: 'Group' } }
  await update(StackId, template(broken))
  expect((await settled(StackId)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  const { TemplateBody } = await cloudformation().send(new GetTemplateCommand({ StackName: StackId }))
  expect(TemplateBody).toBe(body)
})

test('a deleted stack is gone by its name and stays known by its id', async () => {
  const { StackId = '' } = await makeStack('deleted', template({ Group: group('deleted') }))
  await cloudformation().send(new DeleteStackCommand({ StackName: StackId }))
  expect((await settled(StackId)).StackStatus).toBe('DELETE_COMPLETE')
  expect(await refusal(describe(account.name('deleted')))).toEqual({
    name: 'ValidationError',
    message: `Stack with id ${account.name('deleted')} does not exist`,
    status: 400,
  })
  await cloudformation().send(new DeleteStackCommand({ StackName: account.name('never-there') }))
})

test('a stack’s name is taken once; what is not there is not updated', async () => {
  await makeStack('once', template({ Group: group('once') }))
  expect(await refusal(create('once', template({ Group: group('once') })))).toEqual({
    name: 'AlreadyExistsException',
    message: `Stack [${account.name('once')}] already exists`,
    status: 400,
  })
  const StackName = account.name('nothing')
  const missing = { name: 'ValidationError', message: `Stack [${StackName}] does not exist`, status: 400 }
  expect(await refusal(update(StackName, template({ Group: group('nothing') })))).toEqual(missing)
  expect(await refusal(cloudformation().send(new DescribeStackEventsCommand({ StackName })))).toEqual(missing)
})

test.each([
  [
    'a reference to nothing',
    { Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Nothing' } } } } },
    'Template format error: Unresolved resource dependencies [Nothing] in the Resources block of the template',
  ],
  [
    'a parameter without a value',
    { Parameters: { Word: { Type: 'String' } }, Resources: { Topic: { Type: 'AWS::SNS::Topic' } } },
    'Parameters: [Word] must have values',
  ],
  [
    'a circle',
    {
      Resources: {
        A: { Type: 'AWS::SNS::Topic', DependsOn: 'B' },
        B: { Type: 'AWS::SNS::Topic', DependsOn: 'A' },
      },
    },
    /^Circular dependency between resources: \[(A, B|B, A)\]$/,
  ],
  ['no resources', { Resources: {} }, /^Template format error: At least one Resources member must be defined\./],
])('a template that is refused before anything is made: %s', async (_, body, message) => {
  const refused = await refusal(create('refused', JSON.stringify(body)))
  expect(refused).toMatchObject({ name: 'ValidationError', status: 400 })
  expect(refused.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  expect(await refusal(describe(account.name('refused')))).toMatchObject({ name: 'ValidationError' })
})

test('a parameter that the template does not have, and one that breaks its constraint', async () => {
  const body = template(
    { Topic: { Type: 'AWS::SNS::Topic' } },
    { Parameters: { Stage: { Type: 'String', AllowedValues: ['beta', 'prod'], Default: 'beta' } } },
  )
  const given = (ParameterKey: string, ParameterValue: string) =>
    refusal(create('parameters', body, { Parameters: [{ ParameterKey, ParameterValue }] }))
  expect(await given('Other', 'x')).toMatchObject({ message: 'Parameters: [Other] do not exist in the template' })
  expect(await given('Stage', 'delta')).toMatchObject({
    message: "Parameter 'Stage' must be one of AllowedValues",
  })
})

test('a template with a role wants it acknowledged', async () => {
  const body = template({
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
  })
  expect(await refusal(create('role', body))).toEqual({
    name: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_IAM]',
    status: 400,
  })
  const summary = await cloudformation().send(new ValidateTemplateCommand({ TemplateBody: body }))
  expect(summary.Capabilities).toEqual(['CAPABILITY_IAM'])
})

test('an export is taken by one stack, and listed', async () => {
  const Name = account.name('exported')
  const outputs = { Outputs: { Out: { Value: 'x', Export: { Name } } } }
  const { StackId } = await makeStack('exporter', template({ Group: group('exporter') }, outputs))
  const { Exports = [] } = await cloudformation().send(new ListExportsCommand())
  expect(Exports.find(item => item.Name === Name)).toEqual({ Name, Value: 'x', ExportingStackId: StackId })
})
