// What happens to resources and stacks: creation, update, replacement, rollback, deletion.

import { stackWorld, template, thing } from '../../../../tests/support/cloudformation/stack-world.ts'

let stack: ReturnType<typeof stackWorld>
beforeEach(() => {
  stack = stackWorld()
})
afterEach(async () => {
  expect(stack.cloud().bugs).toEqual([])
  await stack.close()
})

const named = (Name: string, more = {}) => thing({ Name, ...more })

test('a stack is made in the order of its dependencies, and tells every step', async () => {
  const body = template({
    Second: thing({ Name: 'second', Text: { 'Fn::GetAtt': 'First.Arn' } }),
    First: named('first', { Size: '3' }),
  })
  expect(await stack.create(body)).toBe('CREATE_COMPLETE')
  expect(stack.world.calls).toEqual(['create first', 'create second'])
  expect(stack.world.things.get('second')).toEqual({ Name: 'second', Text: 'arn:first' })
  expect(stack.world.things.get('first')).toEqual({ Name: 'first', Size: 3 })
  expect(await stack.events()).toEqual([
    'stack CREATE_IN_PROGRESS User Initiated',
    'First CREATE_IN_PROGRESS',
    'First CREATE_IN_PROGRESS Resource creation Initiated',
    'First CREATE_COMPLETE',
    'Second CREATE_IN_PROGRESS',
    'Second CREATE_IN_PROGRESS Resource creation Initiated',
    'Second CREATE_COMPLETE',
    'stack CREATE_COMPLETE',
  ])
})

test('independent resources are made at the same time', async () => {
  let open = (): void => {}
  stack.world.gates.set('slow', new Promise<void>(resolve => (open = resolve)))
  const body = template({
    Slow: named('slow'),
    Quick: named('quick'),
    After: thing({ Name: 'after' }, { DependsOn: 'Quick' }),
  })
  await stack.call('CreateStack', { StackName: 'stack', TemplateBody: body })
  await new Promise<void>(resolve => {
    const stop = stack.cloud().runtime.subscribe(event => {
      if (JSON.stringify(event.detail).includes('"After"') && JSON.stringify(event.detail).includes('CREATE_COMPLETE'))
        resolve(stop())
    })
  })
  expect(stack.world.calls).toEqual(['create quick', 'create after'])
  open()
  await stack.cloud().runtime.idle()
  expect(await stack.status()).toBe('CREATE_COMPLETE')
})

test('a nameless resource gets a name of the stack, the logical ID and a random part, and keeps it', async () => {
  await stack.create(template({ Nameless: thing({ Size: 1 }) }))
  const [name] = stack.world.things.keys()
  expect(name).toMatch(/^stack-Nameless-[0-9A-Z]{12}$/)
  expect(await stack.update(template({ Nameless: thing({ Size: 2 }) }))).toBe('UPDATE_COMPLETE')
  expect([...stack.world.things]).toEqual([[name, { Name: name, Size: 2 }]])
})

test('a scalar without quotes that AWS takes for a number keeps its text, and the last event says so', async () => {
  const body = `Resources:
  One: { Type: Test::Thing, Properties: { Name: one, Text: 012345678901 } }`
  expect(await stack.create(body)).toBe('CREATE_COMPLETE')
  expect(stack.world.things.get('one')).toEqual({ Name: 'one', Text: '012345678901' })
  expect((await stack.events()).at(-1)).toBe(
    'stack CREATE_COMPLETE Resources.One.Properties.Text (line 2): AWS reads 012345678901 as 1.2345678901E10, because it stands without quotes; the local cloud keeps its text',
  )
})

test('properties that are not carried out, or kept without effect, are named on the stack event', async () => {
  await stack.create(template({ One: named('one', { Colour: 'red', Traced: 'true' }) }))
  expect(await stack.events()).toContain('One CREATE_COMPLETE Not carried out locally: Colour, Traced')
  expect(stack.world.things.get('one')).toEqual({ Name: 'one', Traced: true })
})

test.each([
  ['', 'Colour', (Colour: string) => ({ Colour })],
  [' within a property', 'Layers.0.Colour', (Colour: string) => ({ Layers: [{ Depth: 1, Colour }] })],
])(
  'a change of what is not carried out%s is an update, which warns and asks nothing of the service',
  async (_, path, of) => {
    await stack.create(template({ One: named('one', of('red')) }))
    expect(await stack.update(template({ One: named('one', of('blue')) }))).toBe('UPDATE_COMPLETE')
    const warning = `One UPDATE_COMPLETE Not carried out locally: ${path}`
    expect((await stack.events()).filter(event => event === warning)).toHaveLength(1)
    await expect(stack.update(template({ One: named('one', of('blue')) }))).rejects.toThrow(
      'No updates are to be performed.',
    )
    expect(stack.world.calls).toEqual(['create one'])
  },
)

const before = template({
  Kept: named('kept', { Size: 1 }),
  Changed: named('changed', { Size: 1 }),
  Replaced: thing({ Name: 'old', Text: { Ref: 'Changed' } }),
  Gone: named('gone'),
})
const after = (fails?: string): string =>
  template({
    Kept: named('kept', { Size: 1 }),
    Changed: named('changed', { Size: 2 }),
    Replaced: thing({ Name: 'new', Text: { Ref: 'Changed' } }),
    New: thing({ Name: 'added' }, { DependsOn: 'Replaced' }),
    Last: thing({ Name: 'last', ...(fails && { Fails: fails }) }, { DependsOn: 'New' }),
  })

test('an update touches what differs, makes replacements first, and cleans up last', async () => {
  await stack.create(before)
  stack.world.calls.length = 0
  expect(await stack.update(after())).toBe('UPDATE_COMPLETE')
  expect(stack.world.calls).toEqual([
    'update changed',
    'create new',
    'create added',
    'create last',
    'delete old',
    'delete gone',
  ])
  const events = (await stack.events()).slice(-9)
  expect(events).toEqual([
    'Last CREATE_IN_PROGRESS',
    'Last CREATE_IN_PROGRESS Resource creation Initiated',
    'Last CREATE_COMPLETE',
    'stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Replaced DELETE_IN_PROGRESS',
    'Gone DELETE_IN_PROGRESS',
    'Replaced DELETE_COMPLETE',
    'Gone DELETE_COMPLETE',
    'stack UPDATE_COMPLETE',
  ])
  const { StackResources } = await stack.call('DescribeStackResources', { StackName: 'stack' })
  expect(StackResources).toEqual(
    ['Kept kept', 'Changed changed', 'Replaced new', 'New added', 'Last last'].map(line =>
      expect.objectContaining({ LogicalResourceId: line.split(' ')[0], PhysicalResourceId: line.split(' ')[1] }),
    ),
  )
})

test('a value that does not fit fails its resource before a call is made', async () => {
  const Parameters = { Many: { Type: 'String', Default: 'many' } }
  const misfit = template({ Kept: named('kept', { Size: { Ref: 'Many' } }) }, { Parameters })
  expect(await stack.create(misfit)).toBe('ROLLBACK_COMPLETE')
  expect(await stack.events()).toContainEqual(
    'Kept CREATE_FAILED Properties validation failed for resource Kept with message:\n[#/Size: expected type: Integer, found: String]',
  )
  expect(stack.world.calls).toEqual([])
})

test('a resource with a name of the template cannot be replaced under the same name', async () => {
  await stack.create(template({ One: named('one', { Kind: 'a' }) }))
  expect(await stack.update(template({ One: named('one', { Kind: 'b' }) }))).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await stack.events()).toContain(
    'One UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename one and update the stack stack again.',
  )
  expect(stack.world.calls).toEqual(['create one'])
})

test.each([
  ['DeletionPolicy', 'Retain', 'the resource is left out', template({ Other: named('other') })],
  [
    'UpdateReplacePolicy',
    'Retain',
    'the resource is replaced',
    template({ One: named('next'), Other: named('other') }),
  ],
])('%s: %s keeps what is there when %s', async (policy, value, _, next) => {
  await stack.create(template({ One: thing({ Name: 'one' }, { [policy]: value }), Other: named('other') }))
  expect(await stack.update(next)).toBe('UPDATE_COMPLETE')
  expect(stack.world.things.has('one')).toBe(true)
  expect(await stack.events()).toContain('One DELETE_SKIPPED')
})

test('a stack is deleted against the order of its dependencies', async () => {
  await stack.create(template({ First: named('first'), Second: thing({ Name: 'second', Text: { Ref: 'First' } }) }))
  stack.world.calls.length = 0
  const { Stacks } = await stack.call('DescribeStacks', { StackName: 'stack' })
  const [{ StackId }] = Stacks as [{ StackId: string }]
  await stack.call('DeleteStack', { StackName: 'stack' })
  await stack.cloud().runtime.idle()
  expect(stack.world.calls).toEqual(['delete second', 'delete first'])
  expect(await stack.status(StackId)).toBe('DELETE_COMPLETE')
  await expect(stack.call('DescribeStacks', { StackName: 'stack' })).rejects.toThrow(
    'Stack with id stack does not exist',
  )
  await expect(stack.call('DeleteStack', { StackName: 'stack' })).resolves.toEqual({})
})

test('a deletion that fails says what stays, and RetainResources gives it up', async () => {
  await stack.create(template({ First: named('first', { Fails: 'delete' }), Second: named('second') }))
  expect(await stack.settled('DeleteStack', {})).toBe('DELETE_FAILED')
  expect((await stack.events()).at(-1)).toBe('stack DELETE_FAILED The following resource(s) failed to delete: [First].')
  const { Stacks } = await stack.call('DescribeStacks', { StackName: 'stack' })
  const [{ StackId }] = Stacks as [{ StackId: string }]
  await stack.settled('DeleteStack', { StackName: StackId, RetainResources: ['First'] })
  expect(await stack.status(StackId)).toBe('DELETE_COMPLETE')
  expect([...stack.world.things.keys()]).toEqual(['first'])
})

test('the tags of the stack are on its resources, and a change of them is an update', async () => {
  const body = template({ One: named('one', { Tags: [{ Key: 'own', Value: '1' }] }) })
  await stack.create(body, { Tags: [{ Key: 'team', Value: 'a' }] })
  expect(await stack.update(body, { Tags: [{ Key: 'team', Value: 'b' }] })).toBe('UPDATE_COMPLETE')
  expect(stack.world.things.get('one')?.Tags).toEqual([
    { Key: 'team', Value: 'b' },
    { Key: 'own', Value: '1' },
  ])
})
