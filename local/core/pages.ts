// Lists in pages. The token says which list it is of, where the next page begins and what stood last on this one, so a page needs no state.

import { createHash } from 'node:crypto'
import type { Members } from './members.ts'
import type { PageRule } from './page-rule.ts'
import type { Operation } from './service.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  /** The token of the page after this one; absent on the last. */
  readonly next: string | undefined
}

/** How a service pages its lists; `refusal` is its error for a token that no answer gave. */
export const pager =
  (refusal: () => Error) =>
  <Item>(items: readonly Item[], token: string | undefined, size = 100): Page<Item> => {
    const start = token === undefined ? 0 : Number(token)
    if (!Number.isInteger(start) || start < 0 || start > items.length) throw refusal()
    const end = start + size
    return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined }
  }

/** The operation, whose decision or answer has the whole list, in pages. */
export const paged = <State>(rule: PageRule, whole: Operation<State>): Operation<State> => {
  const { decide, perform, check } = whole
  const cut = (output: unknown, page: Asked) => pageOf(rule, output as Readonly<Record<string, unknown>>, page)
  return {
    input: (members, place) => ({ given: whole.input(members, place), page: readPage(rule, members) }),
    access: ({ given }, scope, state) => whole.access(given, scope, state),
    ...(check && { check: (desk, { given }, scope) => check(desk, given, scope) }),
    ...(decide && {
      decide: (state, { given, page }, scope) => {
        const decision = decide(state, given, scope)
        return { ...decision, output: cut(decision.output, page) }
      },
    }),
    ...(perform && {
      perform: async (desk, { given, page }, scope) => cut(await perform(desk, given, scope), page),
    }),
    pages: rule,
  }
}

/** The operations, those that are named in pages: `{ ListRoles: 'Roles' }`, with what their rules have in common. */
export const inPages = <State>(
  operations: Readonly<Record<string, Operation<State>>>,
  lists: Readonly<Record<string, string>>,
  rule: Omit<PageRule, 'list'>,
): Readonly<Record<string, Operation<State>>> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, whole]) => {
      const list = lists[name]
      return [name, list === undefined ? whole : paged({ ...rule, list }, whole)]
    }),
  )

interface Asked {
  readonly size: number
  readonly token: string | undefined
}

const readPage = ({ token, size, max, usual }: PageRule, members: Members): Asked => {
  const asked = size === undefined ? undefined : members.optionalNumber(size, { min: 1, max })
  if (size !== undefined && asked !== undefined && !Number.isInteger(asked))
    throw members.wrong(size, asked, 'Member must be an integer')
  return { size: asked ?? usual, token: members.optionalString(token) }
}

const pageOf = (rule: PageRule, output: Readonly<Record<string, unknown>>, { size, token }: Asked) => {
  const given = output[rule.list]
  const items: readonly unknown[] = Array.isArray(given) ? given : []
  const start = token === undefined ? 0 : startOf(rule, items, token)
  const end = start + size
  const isMore = end < items.length
  return {
    ...output,
    [rule.list]: items.slice(start, end),
    ...(rule.more === undefined ? {} : { [rule.more]: isMore }),
    ...(isMore ? { [rule.next]: tokenFor(rule, end, items[end - 1]) } : {}),
  }
}

const tokenFor = ({ list }: PageRule, next: number, last: unknown): string =>
  Buffer.from(JSON.stringify([list, next, digest(last)])).toString('base64url')

/** Behind the item that stood last; where it is gone, as many items as came before it. */
const startOf = (rule: PageRule, items: readonly unknown[], token: string): number => {
  const [list, next, last] = partsOf(token)
  if (list !== rule.list || typeof next !== 'number' || !Number.isInteger(next) || next < 1) throw rule.refusal()
  if (digest(items[next - 1]) === last) return next
  const found = items.findIndex(item => digest(item) === last)
  return found >= 0 ? found + 1 : Math.min(next - 1, items.length)
}

const partsOf = (token: string): readonly unknown[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}

const digest = (item: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(item) ?? '')
    .digest('base64url')
    .slice(0, 10)
