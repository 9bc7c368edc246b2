// Lists in pages; the token is the place of the next item.

import { ServiceError } from '../../core/errors.ts'

export const pageOf = <Item>(
  items: readonly Item[],
  token: string | undefined,
  limit = 100,
): { readonly items: readonly Item[]; readonly next: string | undefined } => {
  const start = token === undefined ? 0 : Number(token)
  if (!Number.isInteger(start) || start < 0 || start > items.length)
    throw new ServiceError('ValidationException', 'The token is not valid.')
  const end = start + limit
  return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined }
}
