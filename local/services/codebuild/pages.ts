// Pages of long answers: a token is the number of items that were given already.
import type { Members } from '../../core/members.ts'

export const pageToken = (members: Members): number => {
  const token = members.optionalString('nextToken')
  if (token === undefined) return 0
  if (!/^\d+$/.test(token)) throw members.wrong('nextToken', token, 'Member must be a token that the last answer gave')
  return Number(token)
}

export const pageOf = <Item>(
  items: readonly Item[],
  from: number,
  size = 100,
): { readonly page: readonly Item[]; readonly nextToken: string | undefined } => ({
  page: items.slice(from, from + size),
  nextToken: from + size < items.length ? String(from + size) : undefined,
})
