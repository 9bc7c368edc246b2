// What an operation refuses has a code that AWS's model declares for that operation, or one that every operation may answer with.

import { ServiceError } from '../../local/core/errors.ts'
import { declaredErrors, undeclared } from '../support/declared-errors.ts'
import { type TestRuntime, testRuntime } from '../support/test-runtime.ts'
import { services } from './held.ts'
import { type Modelled, modelOf } from './model.ts'
import { smallest, variants } from './samples.ts'

type Input = Readonly<Record<string, unknown>>

let cloud: TestRuntime
beforeAll(() => {
  cloud = testRuntime(services)
})
afterAll(() => cloud.close())

const refusalOf = async ({ service, operation }: Modelled, input: Input): Promise<ServiceError | undefined> => {
  try {
    await cloud.call(operation, input, service.signingName)
    return undefined
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

const BAD = ['', 'x', '!!', 'x'.repeat(5000), 'arn:aws:iam::000000000000:role/none', -1, 0, 1e9, [], {}, ['x'], [7]]

/** Nothing is there; members are absent, of another type, too long, too many, or name what is not there. */
const hostile = (modelled: Modelled): readonly Input[] => {
  const base = smallest(modelled)
  const given = variants(modelled).map(({ input }) => input)
  const names = [...new Set([...Object.keys(base), ...modelled.input.map(({ name }) => name)])]
  const without = names.map(name => Object.fromEntries(Object.entries(base).filter(([key]) => key !== name)))
  return [{}, base, ...given, ...without, ...names.flatMap(name => BAD.map(value => ({ ...base, [name]: value })))]
}

test.each(services.map(service => [service.signingName, service] as const))(
  '%s refuses with codes that AWS declares for the operation',
  async (_, service) => {
    const wrong = new Set<string>()
    for (const modelled of modelOf(service))
      for (const input of hostile(modelled)) {
        const refusal = await refusalOf(modelled, input)
        const problem = refusal && undeclared(service, modelled.operation, refusal.code)
        if (problem) wrong.add(problem)
      }
    expect([...wrong]).toEqual([])
    expect(cloud.bugs).toEqual([])
  },
)

test.each(services.map(service => [service.signingName, service] as const))(
  '%s says which required member is missing, with the code that its API has for that member',
  async (_, service) => {
    const wrong: string[] = []
    for (const modelled of modelOf(service)) {
      const own = declaredErrors(service, modelled.operation).filter(code => code.endsWith('RequiredException'))
      for (const { name, required } of modelled.input) {
        if (!required) continue
        const given = Object.fromEntries(Object.entries(smallest(modelled)).filter(([key]) => key !== name))
        const refusal = await refusalOf(modelled, given)
        if (!refusal) wrong.push(`${modelled.operation} does without ${name}`)
        else if (own.length > 0 && !own.includes(refusal.code))
          wrong.push(`${modelled.operation} without ${name} answers ${refusal.code}, and AWS has ${own.join(', ')}`)
      }
    }
    expect(wrong).toEqual([])
  },
)

test.each(services.map(service => [service.signingName, service] as const))(
  'the code of %s for a broken constraint is one of its own, or common to all services',
  (_, service) => {
    if (['ValidationError', 'ValidationException', 'InvalidArgument'].includes(service.validationError)) return
    const declaring = modelOf(service).filter(({ operation }) =>
      declaredErrors(service, operation).includes(service.validationError),
    )
    expect(declaring.length * 2).toBeGreaterThan(modelOf(service).length)
  },
)
