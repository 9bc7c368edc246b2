// Marker and MaxItems: lists are answered in pages.

import type { Members } from '../../core/members.ts'
import { invalidParameter } from './names.ts'

export interface Paging {
  readonly from: number
  readonly count: number
}

export const readPaging = (members: Members, most = 50): Paging => {
  const marker = members.optionalString('Marker') ?? '0'
  if (!/^\d+$/.test(marker)) throw invalidParameter(`Invalid pagination marker: ${marker}`)
  const count = Math.min(members.optionalNumber('MaxItems', { min: 1, max: 10_000 }) ?? most, most)
  return { from: Number(marker), count }
}

export const page = <T>(
  all: readonly T[],
  { from, count }: Paging,
): { readonly items: readonly T[]; readonly NextMarker?: string } => {
  const end = from + count
  return { items: all.slice(from, end), ...(end < all.length ? { NextMarker: String(end) } : {}) }
}
