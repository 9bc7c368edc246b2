import { ServiceError } from './errors.ts'
import { Members } from './input/members.ts'
import type { PageRule } from './page-rule.ts'
import { paged } from './pages.ts'
import { operation, type Scope } from './service.ts'

const rule: PageRule = {
  list: 'Things',
  token: 'Marker',
  size: 'MaxItems',
  next: 'Marker',
  more: 'IsTruncated',
  usual: 3,
  max: 5,
  refusal: () => new ServiceError('ValidationError', 'Invalid Marker.'),
}

const listing = (of: PageRule) =>
  paged<readonly string[]>(
    of,
    operation<readonly string[]>()({
      input: () => ({}),
      access: () => 'open',
      decide: state => ({ output: { [of.list]: state, Other: 'kept' } }),
    }),
  )

const PLACE = { account: '000000000000', region: 'us-east-1' }

const list = (things: readonly string[], input: Readonly<Record<string, unknown>> = {}, of = rule) => {
  const { input: read, decide } = listing(of)
  const { output } = decide?.(things, read(new Members(input), PLACE), {} as Scope) ?? {}
  return output as { Things: string[]; Marker?: string; IsTruncated: boolean; Other: string }
}

const things = (count: number): string[] => Array.from({ length: count }, (_, index) => `t${index}`)

const everything = (all: readonly string[], size?: number): string[] => {
  const { Things, Marker } = list(all, size === undefined ? {} : { MaxItems: size })
  let next = Marker
  for (const seen = [...Things]; ; ) {
    if (next === undefined) return seen
    const page = list(all, { Marker: next, ...(size === undefined ? {} : { MaxItems: size }) })
    seen.push(...page.Things)
    next = page.Marker
    if (seen.length > all.length) throw new Error(`more than there is: ${seen}`)
  }
}

test.each([0, 1, 2, 3, 4, 6, 7])('%d things come back once each, in their order, in whatever pages', count => {
  expect(everything(things(count))).toEqual(things(count))
  for (const size of [1, 2, 5]) expect(everything(things(count), size)).toEqual(things(count))
})

test('the last page has no token and says so, also when it is exactly full', () => {
  expect(list(things(3))).toEqual({ Things: things(3), IsTruncated: false, Other: 'kept' })
  expect(list([])).toEqual({ Things: [], IsTruncated: false, Other: 'kept' })
  expect(list(things(4))).toMatchObject({ Things: things(3), IsTruncated: true, Marker: expect.any(String) })
})

test.each(['x', '3', '-1', 'bm90IGpzb24', Buffer.from('[]').toString('base64url')])(
  'the token %s is no answer’s',
  Marker => {
    expect(() => list(things(9), { Marker })).toThrow('Invalid Marker.')
  },
)

test('the token of another list is refused', () => {
  const { Marker } = list(things(9))
  const other = { ...rule, list: 'Others' }
  expect(() => list(things(9), { Marker }, other)).toThrow('Invalid Marker.')
})

test('nothing is left out when things go, or come, between two pages', () => {
  const { Marker } = list(things(7))
  expect(list(['t1', 't2', 't3', 't4'], { Marker }).Things).toEqual(['t3', 't4'])
  expect(list(['t0', 't1', 't3', 't4'], { Marker }).Things).toEqual(['t3', 't4'])
  expect(list(['new', ...things(7)], { Marker }).Things).toEqual(['t3', 't4', 't5'])
  expect(list([], { Marker }).Things).toEqual([])
})

test.each([0, 6, 'many', 1.5])('a size of %s is refused', MaxItems => {
  expect(() => list(things(9), { MaxItems })).toThrow("'maxItems' failed to satisfy constraint")
})
