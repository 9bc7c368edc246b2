// What becomes of each member that AWS's model has for an operation, found by reading an input with it and one without.

import { isDeepStrictEqual } from 'node:util'
import { messageOf, ServiceError } from '../../local/core/errors.ts'
import { Members } from '../../local/core/input/members.ts'
import type { Modelled } from './model.ts'
import { smallest, variants } from './samples.ts'

export interface Surveyed {
  readonly path: string
  readonly input: Readonly<Record<string, unknown>>
  /**
   * `carried out`: it makes a difference, or its value is checked. `refused`: by its name. `unread`: nobody looks at it, so the runtime refuses it by
   * its name. `dropped`: it is looked at, and makes no difference. `unknown`: the sample was refused before anybody looked at it.
   */
  readonly outcome: 'carried out' | 'refused' | 'unread' | 'dropped' | 'unknown'
  readonly message?: string
}

/** @throws Error when the operation does not take the smallest input, so that nothing can be said */
export const survey = (modelled: Modelled): readonly Surveyed[] => {
  const base = read(modelled, smallest(modelled))
  if (base.refusal) throw new Error(`${modelled.operation}: ${base.refusal}`)
  return variants(modelled).map(({ path, input }) => {
    const given = smallest(modelled)
    const { parsed, refusal, unread } = read(modelled, input)
    const seen = !unread.some(name => isWithin(path, name))
    if (refusal !== undefined) {
      if (/not carried out|unsupported/i.test(refusal)) return { path, input, outcome: 'refused', message: refusal }
      return seen ? { path, input, outcome: 'carried out' } : { path, input, outcome: 'unknown', message: refusal }
    }
    if (!seen) return { path, input, outcome: 'unread' }
    if (isDeepStrictEqual(input, given)) return { path, input, outcome: 'carried out' }
    return { path, input, outcome: isDeepStrictEqual(parsed, base.parsed) ? 'dropped' : 'carried out' }
  })
}

/** The wire writes `apiId` where the SDK writes `ApiId`, and the paths of what is unread have the number of an item in a list. */
const isWithin = (path: string, unread: string): boolean => {
  const parts = path.replaceAll('[]', '').toLowerCase().split('.')
  const of = unread
    .replace(/\.\d+(?=\.|$)/g, '')
    .toLowerCase()
    .split('.')
  return of.length <= parts.length && of.every((part, index) => parts[index] === '*' || parts[index] === part)
}

export const isPassedOver = ({ service: { passedOver = {} }, operation }: Modelled, path: string): boolean =>
  Object.keys(passedOver).some(name => sameName(name, path) || sameName(name, `${operation}.${path}`))

/** The SDK writes `FailOnWarnings` where the wire writes `failOnWarnings`. */
export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const PLACE = { account: '000000000000', region: 'us-east-1' }

interface Reading {
  readonly parsed?: unknown
  readonly refusal?: string
  readonly unread: readonly string[]
}

const read = ({ service, operation }: Modelled, input: Readonly<Record<string, unknown>>): Reading => {
  const members = new Members(input, service.validationError)
  try {
    const parsed: unknown = service.operations[operation]?.input(members, PLACE)
    return { parsed, unread: members.unread() }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return { refusal: messageOf(error), unread: members.unread() }
  }
}
