// Only `evolve` changes a state: what permissions a call needs, what it decides, what a service says of a fact and of the clock changes nothing.
// And what was recorded rebuilds the state that it made.

import { serialize } from 'node:v8'
import { Members } from '../../local/core/input/members.ts'
import type { Scope } from '../../local/core/service.ts'
import { type TestRuntime, tester, testRuntime } from '../support/test-runtime.ts'
import { services } from './held.ts'
import { modelOf } from './model.ts'
import { plain } from './plain.ts'
import { smallest } from './samples.ts'
import { TAGGED } from './taggable.ts'
import { type Known, populate, REFUSED_HERE } from './world.ts'

let cloud: TestRuntime
let populated: TestRuntime['runtime']
let known: Known
/** `iam GetRole`: what was not refused. */
const decided = new Set<string>()
const heard: Parameters<Parameters<TestRuntime['runtime']['subscribe']>[0]>[0][] = []

beforeAll(async () => {
  cloud = testRuntime(services)
  cloud.runtime.subscribe(event => heard.push(event))
  known = await populate(cloud)
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
      const inputs = [known(signingName, smallest(modelled)), TAGGED[signingName]?.[modelled.operation]?.input ?? {}]
      for (const input of inputs)
        refusalsAside(() => {
          decideOn(definition, input)
          decided.add(`${signingName} ${modelled.operation}`)
        })
      if (!frozen(signingName).equals(before)) throw new Error(`${modelled.operation} changes the state`)
    }
  },
)

test('what decides is seen to decide', () => {
  const deciding = services.flatMap(({ signingName, operations }) =>
    Object.entries(operations).flatMap(([name, { decide }]) => (decide ? [`${signingName} ${name}`] : [])),
  )
  const wrong = deciding.filter(operation => decided.has(operation) === REFUSED_HERE.includes(operation))
  expect(wrong).toEqual([])
})

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
