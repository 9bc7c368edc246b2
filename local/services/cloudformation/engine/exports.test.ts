// Outputs that other stacks use.

import { stackWorld, template, thing } from '../../../../tests/support/cloudformation/stack-world.ts'

let stack: ReturnType<typeof stackWorld>
beforeEach(() => {
  stack = stackWorld()
})
afterEach(async () => {
  expect(stack.cloud().bugs).toEqual([])
  await stack.close()
})

const exporter = (Value: string, Name = 'shared') =>
  template({ One: thing({ Name: 'one' }) }, { Outputs: { Out: { Value, Export: { Name } } } })
const importer = template({ Two: thing({ Name: 'two', Text: { 'Fn::ImportValue': 'shared' } }) })

const both = async (): Promise<void> => {
  await stack.create(exporter('v1'), { StackName: 'exporter' })
  await stack.create(importer, { StackName: 'importer' })
}

test('an export is read by another stack, and both sides are listed', async () => {
  await both()
  expect(stack.world.things.get('two')).toEqual({ Name: 'two', Text: 'v1' })
  expect(await stack.call('ListExports')).toMatchObject({ Exports: [{ Name: 'shared', Value: 'v1' }] })
  expect(await stack.call('ListImports', { ExportName: 'shared' })).toMatchObject({ Imports: ['importer'] })
})

test.each([
  ['changed', exporter('v2'), 'updated'],
  ['left out', exporter('v1', 'other'), 'deleted'],
])('an export that is used cannot be %s', async (_, body, word) => {
  await both()
  expect(await stack.update(body, { StackName: 'exporter' })).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await stack.events('exporter')).toContain(
    `exporter UPDATE_ROLLBACK_IN_PROGRESS Export shared cannot be ${word} as it is in use by importer`,
  )
  expect(await stack.call('ListExports')).toMatchObject({ Exports: [{ Name: 'shared', Value: 'v1' }] })
})

test('a stack whose export is used cannot be deleted until the other is gone', async () => {
  await both()
  expect(await stack.settled('DeleteStack', { StackName: 'exporter' })).toBe('CREATE_COMPLETE')
  expect((await stack.events('exporter')).at(-1)).toBe(
    'exporter CREATE_COMPLETE Export shared cannot be deleted as it is in use by importer',
  )
  expect(await stack.update(exporter('v1').replace('"one"', '"uno"'), { StackName: 'exporter' })).toBe(
    'UPDATE_COMPLETE',
  )
  for (const StackName of ['importer', 'exporter']) {
    await stack.call('DeleteStack', { StackName })
    await stack.cloud().runtime.idle()
  }
  expect(await stack.call('ListExports')).toMatchObject({ Exports: [] })
})

test('a name is exported once', async () => {
  await stack.create(exporter('v1'), { StackName: 'exporter' })
  const twice = template(
    { Two: thing({ Name: 'two' }) },
    { Outputs: { Out: { Value: 'x', Export: { Name: 'shared' } } } },
  )
  expect(await stack.create(twice, { StackName: 'second' })).toBe('ROLLBACK_COMPLETE')
  expect(await stack.events('second')).toContain(
    'second ROLLBACK_IN_PROGRESS Export with name shared is already exported by stack exporter. Rollback requested by user.',
  )
})

test('an import of nothing fails the resource', async () => {
  expect(await stack.create(importer)).toBe('ROLLBACK_COMPLETE')
  expect(await stack.events()).toContain('Two CREATE_FAILED No export named shared found.')
})
