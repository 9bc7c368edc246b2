// Members of the HTTP API (v2) operations: in-process callers write them as the SDKs do (`ApiId`), the wire does not (`apiId`).

import type { Members } from '../../../core/input/members.ts'

export const httpMembers = (members: Members): Members => members.renamed(lowerFirst)

export const lowerFirst = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`

/** The members of a structure inside: same rule. */
export const lowered = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).map(([name, each]) => [lowerFirst(name), each]))
