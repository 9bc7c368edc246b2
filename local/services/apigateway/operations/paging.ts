// position and limit: lists are answered in pages.

import type { Members } from '../../../core/members.ts'
import { badRequest } from '../errors.ts'

export interface Page {
  readonly from: number
  readonly count: number
}

export const readPage = (members: Members): Page => {
  const position = members.optionalString('position') ?? '0'
  if (!/^\d+$/.test(position)) throw badRequest('Invalid position parameter')
  return { from: Number(position), count: members.optionalNumber('limit', { min: 1, max: 500 }) ?? 25 }
}

export const page = <T>(
  all: readonly T[],
  { from, count }: Page,
): { readonly items: readonly T[]; readonly position?: string } => {
  const end = from + count
  return { items: all.slice(from, end), ...(end < all.length ? { position: String(end) } : {}) }
}

/** A list as API Gateway answers it: `items` in the API reference and in SDKs, `item` on the wire. */
export const listed = <T>(items: readonly T[], next: { readonly position?: string }) => ({
  items,
  item: items,
  ...next,
})
