// Members of the HTTP API (v2) operations: in-process callers write them as the SDKs do (`ApiId`), the wire does not (`apiId`).

import type { Members } from '../../../core/members.ts'
import { badRequest } from '../errors.ts'

export const httpMembers = (members: Members): Members => members.renamed(lowerFirst)

export const lowerFirst = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`

/** The members of a structure inside: same rule. */
export const lowered = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).map(([name, each]) => [lowerFirst(name), each]))

export interface HttpPage {
  readonly from: number
  readonly count: number
}

export const readHttpPage = (members: Members): HttpPage => {
  const token = members.optionalString('nextToken') ?? '0'
  if (!/^\d+$/.test(token)) throw badRequest('Invalid nextToken')
  return { from: Number(token), count: Number(members.optionalString('maxResults') ?? 100) }
}

export const httpPage = <T>(
  all: readonly T[],
  { from, count }: HttpPage,
): { readonly items: readonly T[]; readonly nextToken?: string } => {
  const end = from + count
  return { items: all.slice(from, end), ...(end < all.length ? { nextToken: String(end) } : {}) }
}
