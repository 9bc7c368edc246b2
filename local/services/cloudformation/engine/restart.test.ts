// The state after a restart is the state before it; what was under way is taken up or undone.

import { stackWorld, template, thing } from '../../../../tests/support/cloudformation/stack-world.ts'

let stack: ReturnType<typeof stackWorld>
beforeEach(() => {
  stack = stackWorld()
})
afterEach(async () => {
  expect(stack.cloud().bugs).toEqual([])
  await stack.close()
})

const first = template({ One: thing({ Name: 'one', Size: 1 }), Two: thing({ Name: 'two' }, { DependsOn: 'One' }) })
const second = template({
  One: thing({ Name: 'one', Size: 2 }),
  Two: thing({ Name: 'new' }, { DependsOn: 'One' }),
  Three: thing({ Size: 1 }, { DependsOn: 'Two' }),
})

/** Starts the operation and stops the local cloud while the thing is being made. */
const stopAt = async (name: RegExp, operation: string, input: Record<string, unknown>): Promise<void> => {
  const { runtime } = stack.cloud()
  const reached = new Promise<void>(resolve => {
    const leave = runtime.subscribe(event => {
      const detail = event.detail as { 'logical-resource-id'?: string; 'status-details'?: { status: string } }
      if (!name.test(detail['logical-resource-id'] ?? '')) return
      if (!detail['status-details']?.status.endsWith('IN_PROGRESS')) return
      leave()
      resolve()
    })
  })
  await stack.call(operation, { StackName: 'stack', ...input })
  await reached
  await stack.restart()
}

test('replaying the log gives the same state', async () => {
  await stack.create(first, { Tags: [{ Key: 'a', Value: 'b' }] })
  await stack.update(second)
  await stack.update(template({ Bad: thing({ Fails: 'create' }) }))
  await stack.call('CreateChangeSet', { StackName: 'stack', ChangeSetName: 'set', TemplateBody: first })
  await stack.cloud().runtime.idle()
  const before = structuredClone(stack.cloud().runtime.state('cloudformation'))
  await stack.restart()
  expect(stack.cloud().runtime.state('cloudformation')).toEqual(before)
})

test('a creation that a stop interrupted is deleted, so that the next deployment creates the stack', async () => {
  await stopAt(/One/, 'CreateStack', { TemplateBody: first })
  await expect(stack.status()).rejects.toThrow('does not exist')
  expect(stack.world.things.size).toBe(0)
  expect(await stack.create(first)).toBe('CREATE_COMPLETE')
})

test('an update that a stop interrupted is rolled back', async () => {
  await stack.create(first)
  await stopAt(/Two/, 'UpdateStack', { TemplateBody: second })
  expect(await stack.status()).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect([...stack.world.things]).toEqual([
    ['one', { Name: 'one', Size: 1 }],
    ['two', { Name: 'two' }],
  ])
})

test('a deletion that a stop interrupted goes on', async () => {
  await stack.create(first)
  await stopAt(/Two/, 'DeleteStack', {})
  expect(stack.world.things.size).toBe(0)
  await expect(stack.status()).rejects.toThrow('does not exist')
})

test('nothing of a template or its parameters is on the event log', async () => {
  const events: string[] = []
  stack.cloud().runtime.subscribe(event => events.push(JSON.stringify(event)))
  await stack.create(
    template(
      { One: thing({ Name: 'one', Text: { Ref: 'Secret' } }) },
      { Parameters: { Secret: { Type: 'String', NoEcho: true } } },
    ),
    { Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hush-hush' }] },
  )
  expect(events.length).toBeGreaterThan(5)
  expect(events.filter(event => event.includes('hush-hush'))).toEqual([])
})
