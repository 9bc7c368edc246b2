// Lists in pages of a hundred; the token is the place of the next item.

import { invalidParameter } from './names.ts'

const SIZE = 100

export const pageOf = <Item>(
  items: readonly Item[],
  token: string | undefined,
): { readonly items: readonly Item[]; readonly next: string | undefined } => {
  const start = token === undefined ? 0 : Number(token)
  if (!Number.isInteger(start) || start < 0 || start > items.length) throw invalidParameter('NextToken')
  const end = start + SIZE
  return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined }
}
