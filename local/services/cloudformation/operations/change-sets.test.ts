// Change sets: what they show, when they are empty, how they are executed and become obsolete.

import { stackWorld, template, thing } from '../../../../tests/support/cloudformation/stack-world.ts'

let stack: ReturnType<typeof stackWorld>
beforeEach(() => {
  stack = stackWorld()
})
afterEach(async () => {
  expect(stack.cloud().bugs).toEqual([])
  await stack.close()
})

const before = template({
  Same: thing({ Name: 'same' }),
  Changed: thing({ Name: 'changed', Size: 1, Layers: [{ Colour: 'red' }] }),
  Replaced: thing({ Name: 'old' }),
  User: thing({ Name: 'user', Text: { Ref: 'Replaced' } }),
  Gone: thing({ Name: 'gone' }),
})
const after = template({
  Same: thing({ Name: 'same' }),
  Changed: thing({ Name: 'changed', Size: 2, Layers: [{ Colour: 'blue' }] }),
  Replaced: thing({ Name: 'new' }),
  User: thing({ Name: 'user', Text: { Ref: 'Replaced' } }),
  Added: thing({ Name: 'added' }),
})

const propose = async (TemplateBody: string, more = {}, ChangeSetName = 'set') => {
  await stack.call('CreateChangeSet', { StackName: 'stack', ChangeSetName, TemplateBody, ...more })
  await stack.cloud().runtime.idle()
  return await stack.call('DescribeChangeSet', { StackName: 'stack', ChangeSetName })
}

const execute = async (ChangeSetName = 'set') => {
  await stack.call('ExecuteChangeSet', { StackName: 'stack', ChangeSetName })
  await stack.cloud().runtime.idle()
}

test('a change set tells what would be added, changed, replaced and removed', async () => {
  await stack.create(before)
  const set = await propose(after)
  expect(set).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
  const lines = (set.Changes as { ResourceChange: Record<string, unknown> }[]).map(({ ResourceChange }) => {
    const { Action, LogicalResourceId, PhysicalResourceId, Replacement, Details } = ResourceChange
    const names = (Details as { Target: { Name: string } }[]).map(({ Target }) => Target.Name)
    return [Action, LogicalResourceId, PhysicalResourceId, Replacement, names.join()].filter(Boolean).join(' ')
  })
  expect(lines).toEqual([
    'Modify Changed changed False Layers,Size',
    'Modify Replaced old True Name',
    'Modify User user False Text',
    'Add Added',
    'Remove Gone gone',
  ])
  expect(stack.world.calls.filter(call => !call.startsWith('create'))).toEqual([])
})

test('property values are shown on request, unknown ones as such', async () => {
  await stack.create(before)
  await propose(after)
  const set = await stack.call('DescribeChangeSet', {
    StackName: 'stack',
    ChangeSetName: 'set',
    IncludePropertyValues: 'true',
  })
  const user = (set.Changes as { ResourceChange: { LogicalResourceId: string } }[]).find(
    ({ ResourceChange }) => ResourceChange.LogicalResourceId === 'User',
  )
  expect(user?.ResourceChange).toMatchObject({
    Details: [{ Target: { BeforeValue: 'old', AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}' } }],
  })
})

test('an executed change set updates the stack, and the others go', async () => {
  await stack.create(before)
  await propose(after)
  await propose(template({ Same: thing({ Name: 'same' }) }), {}, 'other')
  await execute()
  expect(await stack.status()).toBe('UPDATE_COMPLETE')
  expect([...stack.world.things.keys()].sort()).toEqual(['added', 'changed', 'new', 'same', 'user'])
  expect(await stack.call('ListChangeSets', { StackName: 'stack' })).toMatchObject({ Summaries: [] })
  await expect(execute()).rejects.toMatchObject({ code: 'InvalidChangeSetStatus' })
  await expect(execute('other')).rejects.toMatchObject({ code: 'ChangeSetNotFound' })
})

test('an executed change set gives its name free, whether its execution came to a good end or not', async () => {
  await stack.create(before)
  const first = await propose(after)
  await execute()
  expect(await propose(before)).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
  expect(await stack.call('DescribeChangeSet', { ChangeSetName: first.ChangeSetId })).toMatchObject({
    ExecutionStatus: 'EXECUTE_COMPLETE',
  })
  await execute()
  await propose(template({ Same: thing({ Name: 'same' }), Bad: thing({ Fails: 'create' }) }))
  await execute()
  expect(await stack.status()).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await propose(after)).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
})

test('a stack that has a change set only has no template, and can be created without it', async () => {
  const { StackId } = await propose(before, { ChangeSetType: 'CREATE' })
  expect(await stack.call('GetTemplate', { StackName: 'stack' })).toEqual({ TemplateBody: '', StagesAvailable: [] })
  expect(await stack.call('GetTemplate', { StackName: 'stack', ChangeSetName: 'set' })).toMatchObject({
    TemplateBody: before,
  })
  expect(await stack.create(after)).toBe('CREATE_COMPLETE')
  const { Stacks } = await stack.call('DescribeStacks', { StackName: 'stack' })
  expect(Stacks).toEqual([expect.objectContaining({ StackId })])
  expect(await stack.call('ListChangeSets', { StackName: 'stack' })).toMatchObject({ Summaries: [] })
})

test('a change set can create a stack', async () => {
  const set = await propose(before, { ChangeSetType: 'CREATE' })
  expect(set).toMatchObject({ Status: 'CREATE_COMPLETE' })
  expect(await stack.status()).toBe('REVIEW_IN_PROGRESS')
  await execute()
  expect(await stack.status()).toBe('CREATE_COMPLETE')
  expect((await stack.events()).slice(0, 2)).toEqual([
    'stack REVIEW_IN_PROGRESS User Initiated',
    'stack CREATE_IN_PROGRESS User Initiated',
  ])
})

test('a function of a value that nobody knows yet is no mistake', async () => {
  await stack.create(template({ One: thing({ Name: 'one', Size: 1 }) }))
  const Text = { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': 'New.Arn' }] }] }
  const next = template(
    {
      New: thing({ Name: 'new' }),
      One: thing({ Name: 'one', Size: { 'Fn::GetAtt': 'New.Size' } }),
      Two: thing({ Name: 'two', Text }),
    },
    { Outputs: { Out: { Value: Text } } },
  )
  expect(await propose(next)).toMatchObject({
    Status: 'CREATE_COMPLETE',
    Changes: [
      { ResourceChange: { Action: 'Add', LogicalResourceId: 'New' } },
      { ResourceChange: { Action: 'Modify', LogicalResourceId: 'One', Replacement: 'Conditional' } },
      { ResourceChange: { Action: 'Add', LogicalResourceId: 'Two' } },
    ],
  })
  await execute()
  expect(await stack.status()).toBe('UPDATE_COMPLETE')
  expect(stack.world.things.get('two')?.Text).toBe('new')
})

test('a stack that a change set would create can be deleted', async () => {
  await propose(before, { ChangeSetType: 'CREATE' })
  await stack.call('DeleteStack', { StackName: 'stack' })
  await stack.cloud().runtime.idle()
  await expect(stack.status()).rejects.toThrow('Stack with id stack does not exist')
  expect(stack.world.calls).toEqual([])
})

test('a change set without changes fails and cannot be executed', async () => {
  await stack.create(before)
  expect(await propose(before)).toMatchObject({
    Status: 'FAILED',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    ExecutionStatus: 'UNAVAILABLE',
    Changes: [],
  })
  await expect(execute()).rejects.toMatchObject({
    code: 'InvalidChangeSetStatus',
    message: expect.stringMatching(/cannot be executed in its current status of \[FAILED\]/),
  })
  await stack.call('DeleteChangeSet', { StackName: 'stack', ChangeSetName: 'set' })
  await expect(execute()).rejects.toMatchObject({ code: 'ChangeSetNotFound', status: 404 })
})

test('a change of an output alone is a change', async () => {
  const body = (Value: string) => template({ One: thing({ Name: 'one' }) }, { Outputs: { Out: { Value } } })
  await stack.create(body('a'))
  expect(await propose(body('b'))).toMatchObject({ Status: 'CREATE_COMPLETE', Changes: [] })
  await execute()
  const { Stacks } = await stack.call('DescribeStacks', { StackName: 'stack' })
  expect(Stacks).toEqual([expect.objectContaining({ Outputs: [{ OutputKey: 'Out', OutputValue: 'b' }] })])
})

test('a stack that was updated since makes a change set useless', async () => {
  await stack.create(before)
  await propose(after)
  await stack.update(template({ Same: thing({ Name: 'same' }) }))
  await expect(execute()).rejects.toMatchObject({ code: 'ChangeSetNotFound' })
})

test.each([
  ['the same name twice', {}, 'AlreadyExistsException: ChangeSet set already exists'],
  [
    'creation of what exists',
    { ChangeSetName: 'b', ChangeSetType: 'CREATE' },
    'ValidationError: Stack [stack] already exists and cannot be created again with the changeSet [b].',
  ],
  [
    'an update of what does not exist',
    { ChangeSetName: 'b', StackName: 'none' },
    'ValidationError: Stack [none] does not exist',
  ],
  [
    'an import',
    { ChangeSetName: 'b', ChangeSetType: 'IMPORT' },
    "ValidationError: 1 validation error detected: Value 'IMPORT' at 'changeSetType' failed to satisfy constraint: Member must satisfy enum value set: [CREATE, UPDATE]",
  ],
])('refused: %s', async (_, more, expected) => {
  await stack.create(before)
  await propose(after)
  const input = { StackName: 'stack', ChangeSetName: 'set', TemplateBody: after, ...more }
  const words = await stack.call('CreateChangeSet', input).catch(error => `${error.code}: ${error.message}`)
  expect(words).toBe(expected)
})
