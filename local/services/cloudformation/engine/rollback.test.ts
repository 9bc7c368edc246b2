// What a failure leaves behind: nothing of a creation, the former state of an update, or what the caller wanted kept.

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

test('a creation that fails takes everything back', async () => {
  const body = template({ Good: named('good'), Bad: thing({ Name: 'bad', Fails: 'create' }, { DependsOn: 'Good' }) })
  expect(await stack.create(body)).toBe('ROLLBACK_COMPLETE')
  expect(stack.world.calls).toEqual(['create good', 'create bad', 'delete good'])
  const events = await stack.events()
  expect(events).toContain(
    'stack ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad]. Rollback requested by user.',
  )
  expect(events.find(event => event.startsWith('Bad CREATE_FAILED'))).toMatch(
    /Resource handler returned message: "as the test wants it \(Service: Thing, Status Code: 400, Request ID: .*\)" \(RequestToken: .*, HandlerErrorCode: InvalidRequest\)/,
  )
  expect(await stack.update(body).catch(error => error.message)).toMatch(
    /^Stack:arn:.* is in ROLLBACK_COMPLETE state and can not be updated\.$/,
  )
})

test('what was made by half is taken back too', async () => {
  expect(await stack.create(template({ Half: named('half', { Fails: 'half' }) }))).toBe('ROLLBACK_COMPLETE')
  expect(stack.world.things.size).toBe(0)
})

test.each([
  ['OnFailure', 'DO_NOTHING', 'CREATE_FAILED', ['good']],
  ['DisableRollback', true, 'CREATE_FAILED', ['good']],
  ['OnFailure', 'DELETE', 'DELETE_COMPLETE', []],
])('%s: %s ends a failed creation as %s', async (option, value, status, left) => {
  const body = template({ Good: named('good'), Bad: thing({ Fails: 'create' }, { DependsOn: 'Good' }) })
  expect(await stack.create(body, { [option]: value })).toBe(status)
  expect([...stack.world.things.keys()]).toEqual(left)
})

test('an update that fails puts everything back as it was', async () => {
  await stack.create(before)
  const was = [...stack.world.things].sort()
  stack.world.calls.length = 0
  expect(await stack.update(after('create'))).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect([...stack.world.things].sort()).toEqual(was)
  expect(stack.world.calls).toEqual([
    'update changed',
    'create new',
    'create added',
    'create last',
    'update changed',
    'delete added',
    'delete new',
  ])
  const { StackResources } = await stack.call('DescribeStackResources', { StackName: 'stack' })
  expect((StackResources as { LogicalResourceId: string }[]).map(resource => resource.LogicalResourceId)).toEqual([
    'Kept',
    'Changed',
    'Gone',
    'Replaced',
  ])
  expect(await stack.update(after())).toBe('UPDATE_COMPLETE')
})

test('an update without rollback stays as it failed, and RollbackStack undoes it', async () => {
  await stack.create(before)
  expect(await stack.update(after('create'), { DisableRollback: true })).toBe('UPDATE_FAILED')
  expect([...stack.world.things.keys()]).toEqual(['kept', 'changed', 'gone', 'old', 'new', 'added'])
  expect(await stack.settled('RollbackStack', {})).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect([...stack.world.things.keys()]).toEqual(['kept', 'changed', 'gone', 'old'])
  expect(stack.world.things.get('changed')?.Size).toBe(1)
})

test('an update that failed without rollback can be tried again, and leaves nothing behind', async () => {
  await stack.create(before)
  await stack.update(after('create'), { DisableRollback: true })
  expect(await stack.update(after())).toBe('UPDATE_COMPLETE')
  expect([...stack.world.things.keys()].sort()).toEqual(['added', 'changed', 'kept', 'last', 'new'])
})

test('a second try that fails goes back to before the first', async () => {
  await stack.create(before)
  const was = [...stack.world.things].sort()
  await stack.update(after('create'), { DisableRollback: true })
  expect(await stack.update(after('create'))).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect([...stack.world.things].sort()).toEqual(was)
})

test('a rollback that fails can be continued', async () => {
  await stack.create(before)
  const failing = template({
    Changed: named('changed', { Size: 2 }),
    Bad: thing({ Fails: 'create' }, { DependsOn: 'Changed' }),
  })
  stack.world.broken.clear()
  const stop = stack.cloud().runtime.subscribe(event => {
    if (JSON.stringify(event.detail).includes('UPDATE_ROLLBACK_IN_PROGRESS')) stack.world.broken.add('update changed')
  })
  expect(await stack.update(failing)).toBe('UPDATE_ROLLBACK_FAILED')
  stop()
  expect(await stack.update(failing).catch(error => error.message)).toMatch(
    /UPDATE_ROLLBACK_FAILED state and can not be updated/,
  )
  stack.world.broken.clear()
  expect(await stack.settled('ContinueUpdateRollback', {})).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(stack.world.things.get('changed')?.Size).toBe(1)
})

test('a cancelled update is rolled back', async () => {
  await stack.create(before)
  let open = (): void => {}
  stack.world.gates.set('new', new Promise<void>(resolve => (open = resolve)))
  await stack.call('UpdateStack', { StackName: 'stack', TemplateBody: after() })
  await stack.call('CancelUpdateStack', { StackName: 'stack' })
  open()
  await stack.cloud().runtime.idle()
  expect(await stack.status()).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect([...stack.world.things.keys()]).toEqual(['kept', 'changed', 'gone', 'old'])
})

test.each([
  ['Retain', 'ROLLBACK', ['good']],
  ['Retain', 'DELETE', ['good']],
  ['RetainExceptOnCreate', 'ROLLBACK', []],
  ['RetainExceptOnCreate', 'DELETE', []],
])(
  'DeletionPolicy: %s and OnFailure: %s keep %j of a creation that failed',
  async (DeletionPolicy, OnFailure, left) => {
    const body = template({
      Good: thing({ Name: 'good' }, { DeletionPolicy }),
      Bad: thing({ Fails: 'create' }, { DependsOn: 'Good' }),
    })
    await stack.call('CreateStack', { StackName: 'stack', TemplateBody: body, OnFailure })
    await stack.cloud().runtime.idle()
    expect([...stack.world.things.keys()]).toEqual(left)
  },
)

test('a deletion policy that a failed update brought is taken back too', async () => {
  await stack.create(template({ Kept: thing({ Name: 'kept' }) }))
  const next = template({
    Kept: thing({ Name: 'kept' }, { DeletionPolicy: 'Retain' }),
    Bad: thing({ Fails: 'create' }, { DependsOn: 'Kept' }),
  })
  expect(await stack.update(next)).toBe('UPDATE_ROLLBACK_COMPLETE')
  await stack.call('DeleteStack', { StackName: 'stack' })
  await stack.cloud().runtime.idle()
  expect(stack.world.things.size).toBe(0)
})
