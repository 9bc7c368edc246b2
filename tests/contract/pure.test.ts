// Only `evolve` changes a state: what permissions a call needs, what it decides, what a service says of a fact and of the clock changes nothing.
// And what was recorded rebuilds the state that it made.

import { serialize } from 'node:v8'
import { isRecord, Members } from '../../local/core/input/members.ts'
import type { Scope } from '../../local/core/service.ts'
import { type TestRuntime, tester, testRuntime } from '../support/test-runtime.ts'
import { services } from './held.ts'
import { modelOf } from './model.ts'
import { smallest } from './samples.ts'
import { TAGGED } from './taggable.ts'

let cloud: TestRuntime
let populated: TestRuntime['runtime']
const heard: Parameters<Parameters<TestRuntime['runtime']['subscribe']>[0]>[0][] = []

/** One of each resource that tests/contract/taggable.ts knows how to make. */
beforeAll(async () => {
  cloud = testRuntime(services)
  cloud.runtime.subscribe(event => heard.push(event))
  for (const [signingName, resources] of Object.entries(TAGGED))
    for (const [operation, { input, prepare }] of Object.entries(resources)) {
      const call = (name: string, given: Readonly<Record<string, unknown>>) => cloud.call(name, given, signingName)
      await call(operation, { ...input, ...(await prepare?.(call)) })
    }
  await cloud.runtime.idle()
  populated = cloud.runtime
})
afterAll(() => cloud.close())

const frozen = (signingName: string): Buffer => serialize(populated.state(signingName))

const scopeOf = (): Scope => ({ ...populated.moment(), principal: tester, requestId: 'request' })

test.each(services.map(service => [service.signingName, service] as const))(
  '%s decides without changing its state',
  (signingName, service) => {
    const before = frozen(signingName)
    for (const modelled of modelOf(service)) {
      const definition = service.operations[modelled.operation]
      const inputs = [smallest(modelled), TAGGED[signingName]?.[modelled.operation]?.input ?? {}]
      for (const input of inputs) refusalsAside(() => decideOn(definition, input))
      if (!frozen(signingName).equals(before)) throw new Error(`${modelled.operation} changes the state`)
    }
  },
)

const decideOn = (definition: (typeof services)[number]['operations'][string] | undefined, input: object): void => {
  const owner = services.find(({ operations }) => Object.values(operations).some(each => each === definition))
  if (!owner || !definition) return
  const state = populated.state(owner.signingName)
  const given: unknown = definition.input(new Members(input, owner.validationError), populated.place)
  definition.access(given, scopeOf(), state)
  definition.decide?.(state, given, scopeOf())
}

/** What is refused has decided nothing; it must have changed nothing either. */
const refusalsAside = (act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ServiceError') throw error
  }
}

test.each(services.map(service => [service.signingName, service] as const))(
  '%s hears of facts and of the clock without changing its state',
  (signingName, { react, due, tick, files, resourceTags, resourcePolicy }) => {
    const before = frozen(signingName)
    const state: unknown = populated.state(signingName)
    expect(heard.length).toBeGreaterThan(20)
    for (const event of heard) {
      react?.(state, event, populated.moment())
      for (const arn of event.resources) {
        resourceTags(state, arn, populated.place)
        resourcePolicy?.(state, arn, populated.place)
      }
    }
    due?.(state)
    tick?.(state, populated.moment())
    files?.(state)
    expect(frozen(signingName).equals(before)).toBe(true)
  },
)

test('what was recorded rebuilds every state', async () => {
  const states = ({ runtime }: TestRuntime) =>
    Object.fromEntries(services.map(({ signingName }) => [signingName, plain(runtime.state(signingName))]))
  const before = cloud
  cloud = await cloud.restart()
  expect(states(cloud)).toEqual(states(before))
})

/** A member that is undefined is one that is not there: the log keeps none. A date is not its text. */
const plain = (value: unknown): unknown => {
  if (value instanceof Map || value instanceof Set) return { of: value.constructor.name, items: plain([...value]) }
  if (Array.isArray(value)) return value.map(plain)
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, plain(item)]])),
  )
}

test.each(services.map(({ signingName }) => signingName))(
  'the state of %s is plain data, as a snapshot keeps it',
  name => {
    expect(notPlain(populated.state(name), name)).toEqual([])
  },
)

/** A class would come back without its methods, and a view of bytes without its bytes. */
const notPlain = (value: unknown, path: string): readonly string[] => {
  if (typeof value === 'function' || typeof value === 'symbol') return [path]
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof ArrayBuffer) return []
  if (value instanceof Map) return [...value].flatMap(([key, part]) => notPlain(part, `${path}[${String(key)}]`))
  if (value instanceof Set) return [...value].flatMap(part => notPlain(part, path))
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return [path]
  return Object.entries(value).flatMap(([key, part]) => notPlain(part, `${path}.${key}`))
}
