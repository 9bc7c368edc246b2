// Lists in pages. The token says which list it is of, where the next page begins and what stood last on this one, so a page needs no state, and what
// comes or goes between two pages is given neither twice nor not at all.

import { createHash } from 'node:crypto'
import type { Listing } from './archive.ts'
import type { Members } from './input/members.ts'
import type { PageRule } from './page-rule.ts'
import type { Operation } from './service.ts'

/** A list whose items are made ready when their page is asked for. */
export class WholeList {
  readonly items: Listing<unknown>
  readonly show: (item: unknown) => unknown
  readonly key: (item: unknown) => unknown

  private constructor(items: Listing<unknown>, show: (item: unknown) => unknown, key: (item: unknown) => unknown) {
    this.items = items
    this.show = show
    this.key = key
  }

  /** `key` tells an item from all others, whatever becomes of it meanwhile; the item itself unless said. `show` may give a promise where `perform` does. */
  static of<Item>(
    items: Listing<Item>,
    show: (item: Item) => unknown,
    key: (item: Item) => unknown = item => item,
  ): WholeList {
    return new WholeList(
      items,
      item => show(item as Item),
      item => key(item as Item),
    ) // both are given what `items` holds
  }
}

/** A list that is kept oldest first, newest first. */
export const newestFirst = <Item>(items: Listing<Item>): Listing<Item> => ({
  length: items.length,
  slice: (start, end) => items.slice(Math.max(0, items.length - end), Math.max(0, items.length - start)).toReversed(),
})

/** The operation, whose decision or answer has the whole list, in pages. */
export const paged = <State>(rule: PageRule, whole: Operation<State>): Operation<State> => {
  const { decide, perform, check } = whole
  return {
    input: (members, place) => ({ given: whole.input(members, place), page: readPage(rule, members) }),
    access: ({ given }, scope, state) => whole.access(given, scope, state),
    ...(check && { check: (desk, { given }, scope) => check(desk, given, scope) }),
    ...(decide && {
      decide: (state, { given, page }, scope) => {
        const decision = decide(state, given, scope)
        const { output, items } = pageOf(rule, decision.output, page)
        return { ...decision, output: withItems(rule, output, items) }
      },
    }),
    ...(perform && {
      perform: async (desk, { given, page }, scope) => {
        const { output, items } = pageOf(rule, await perform(desk, given, scope), page)
        return withItems(rule, output, await Promise.all(items))
      },
    }),
    pages: rule,
  }
}

/** The operation, whose whole answer always fits one page: no answer gave a token. */
export const onePage = <State>(rule: PageRule, whole: Operation<State>): Operation<State> => ({
  ...whole,
  input: (members, place) => {
    if (readPage(rule, members).token !== undefined) throw rule.refusal()
    return whole.input(members, place)
  },
  pages: rule,
})

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

const readPage = (rule: PageRule, members: Members): Asked => {
  const { token, usual, max, atMost = max } = rule
  return { size: Math.min(readSize(rule, members) ?? usual, atMost), token: members.optionalString(token) }
}

const readSize = ({ size, sizeIsText, max }: PageRule, members: Members): number | undefined => {
  if (size === undefined) return undefined
  const text = sizeIsText ? members.optionalString(size) : undefined
  const asked = sizeIsText ? text && Number(text) : members.optionalNumber(size, { min: 1, max })
  if (asked === undefined || asked === '') return undefined
  if (!Number.isInteger(asked)) throw members.wrong(size, text ?? asked, 'Member must be an integer')
  if (asked < 1) throw members.wrong(size, asked, 'Member must have value greater than or equal to 1')
  if (asked > max) throw members.wrong(size, asked, `Member must have value less than or equal to ${max}`)
  return asked
}

type Output = Readonly<Record<string, unknown>>

const withItems = ({ list, wireList = list }: PageRule, output: Output, items: readonly unknown[]): Output => {
  const { [list]: _, ...others } = output
  return { ...others, [wireList]: items }
}

const pageOf = (rule: PageRule, whole: unknown, { size, token }: Asked) => {
  const output = whole as Output // an operation's output is a structure
  const { items, show, key } = wholeListOf(output[rule.list])
  const start = token === undefined ? 0 : startOf(rule, items, key, token)
  const end = start + size
  const isMore = end < items.length
  const given = items.slice(start, end)
  return {
    items: given.map(show),
    output: {
      ...output,
      ...(rule.more === undefined ? {} : { [rule.more]: isMore }),
      ...(isMore ? { [rule.next]: tokenFor(rule, end, key(given.at(-1))) } : {}),
    },
  }
}

const wholeListOf = (list: unknown): WholeList =>
  list instanceof WholeList ? list : WholeList.of(Array.isArray(list) ? list : [], item => item)

const tokenFor = ({ list }: PageRule, next: number, last: unknown): string =>
  Buffer.from(JSON.stringify([list, next, digest(last)])).toString('base64url')

type Key = WholeList['key']

/** Behind the item that stood last; where it is gone, as many items as came before it. */
const startOf = (rule: PageRule, items: Listing<unknown>, key: Key, token: string): number => {
  const [list, next, last] = partsOf(token)
  if (list !== rule.list || typeof next !== 'number' || !Number.isInteger(next) || next < 1) throw rule.refusal()
  const found = placeOf(items, key, next - 1, last)
  return found === undefined ? Math.min(next - 1, items.length) : found + 1
}

/** Items looked at in one go. */
const WINDOW = 50

/** Where it stands now, looked for first where it stood: lists change little between two pages. */
const placeOf = (items: Listing<unknown>, key: Key, stood: number, last: unknown): number | undefined => {
  const within = (start: number): number | undefined => {
    const found = items
      .slice(Math.max(0, start), Math.max(0, start + WINDOW))
      .findIndex(item => digest(key(item)) === last)
    return found < 0 ? undefined : Math.max(0, start) + found
  }
  for (let away = 0; stood + away < items.length || stood - away > -WINDOW; away += WINDOW) {
    const found = within(stood + away) ?? within(stood - away - WINDOW)
    if (found !== undefined) return found
  }
  return undefined
}

const partsOf = (token: string): readonly unknown[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}

const digest = (key: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(key) ?? '')
    .digest('base64url')
    .slice(0, 10)
