// What was made and deleted leaves nothing: no state, no file that the state names, none on the disk after a restart, and nothing to take up.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyService } from '../../local/core/service.ts'
import { type TestRuntime, testRuntime } from '../support/test-runtime.ts'
import { services } from './held.ts'
import { type Call, inputOf, KEPT, LIVES, OF_THE_SERVICE } from './lifecycles.ts'
import { plain } from './plain.ts'
import { TAGGED } from './taggable.ts'

let cloud: TestRuntime
const called = new Set<string>()
beforeAll(() => {
  cloud = testRuntime(services)
})
afterAll(() => cloud.close())

const live = async ({ signingName }: AnyService): Promise<void> => {
  const call: Call = (operation, input = {}) => {
    called.add(`${signingName} ${operation}`)
    const given = Object.entries(input).filter(([, value]) => value !== undefined)
    return cloud.call(operation, Object.fromEntries(given), signingName)
  }
  await LIVES[signingName]?.({
    call,
    idle: () => cloud.runtime.idle(),
    days: async count => {
      cloud.clock.advance(count * 86_400_000)
      await cloud.runtime.idle()
    },
    make: async operation => {
      const resource = TAGGED[signingName]?.[operation]
      if (!resource)
        throw new Error(`tests/contract/taggable.ts does not say how ${signingName} ${operation} is called`)
      return await call(operation, await inputOf(resource, call))
    },
  })
  await cloud.runtime.idle()
}

/** Without what is said to be kept. */
const left = ({ signingName }: AnyService, state: unknown): unknown => {
  const kept = Object.keys(KEPT[signingName] ?? {})
  return plain(Object.fromEntries(Object.entries(state ?? {}).filter(([name]) => !kept.includes(name))))
}

const files = (service: AnyService, { runtime }: TestRuntime): readonly string[] =>
  service.files?.(runtime.state(service.signingName)) ?? []

test.each(services.map(service => [service.signingName, service] as const))(
  'what %s has deleted leaves nothing in its state',
  async (signingName, service) => {
    await live(service)
    const state = cloud.runtime.state(signingName)
    expect(left(service, state)).toEqual(left(service, service.initial(cloud.runtime.place)))
    if (KEPT[signingName] === undefined) expect(files(service, cloud)).toEqual([])
    expect(cloud.bugs).toEqual([])
  },
)

test('every operation that deletes is played', () => {
  const deleting = services.flatMap(({ signingName, operations }) =>
    Object.keys(operations)
      .filter(operation => /^(v2\.)?(Abort|BatchDelete|Delete|Detach|Remove|Schedule|Unsubscribe)/.test(operation))
      .map(operation => `${signingName} ${operation}`),
  )
  expect(deleting.filter(operation => !called.has(operation))).toEqual([])
})

test('what is said to be kept is', () => {
  for (const service of services)
    for (const part of Object.keys(KEPT[service.signingName] ?? {})) {
      const of = (state: unknown) => plain(Object.entries(state ?? {}).find(([name]) => name === part)?.[1])
      expect(of(cloud.runtime.state(service.signingName))).not.toEqual(of(service.initial(cloud.runtime.place)))
    }
})

test('a restart has nothing to take up, and finds no file of what was deleted', async () => {
  // The log groups of deleted functions and projects stay, as on AWS, until somebody deletes them.
  const { logGroups = [] } = await cloud.call('DescribeLogGroups', {}, 'logs')
  for (const { logGroupName } of logGroups as readonly { readonly logGroupName: string }[])
    await cloud.call('DeleteLogGroup', { logGroupName }, 'logs')
  const before = Object.fromEntries(
    services.map(({ signingName }) => [signingName, plain(cloud.runtime.state(signingName))]),
  )
  cloud = await cloud.restart()
  const heard: string[] = []
  cloud.runtime.subscribe(event => heard.push(`${event.source} ${event['detail-type']}`))
  await cloud.runtime.idle()
  expect(heard).toEqual([])
  for (const service of services) {
    expect(plain(cloud.runtime.state(service.signingName))).toEqual(before[service.signingName])
    const known = [...files(service, cloud), ...Object.keys(OF_THE_SERVICE[service.signingName] ?? {})]
    const found = filesIn(join(cloud.stateFolder, service.signingName), known)
    expect([service.signingName, found]).toEqual([service.signingName, []])
  }
  expect(cloud.bugs).toEqual([])
})

/** Paths from the folder, but for those that are known and what is in them. */
const filesIn = (folder: string, known: readonly string[], path = ''): readonly string[] => {
  const entries = existsSync(join(folder, path)) ? readdirSync(join(folder, path), { withFileTypes: true }) : []
  return entries.flatMap(entry => {
    const at = join(path, entry.name)
    if (known.includes(at)) return []
    return entry.isDirectory() ? filesIn(folder, known, at) : [at]
  })
}
