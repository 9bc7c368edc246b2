// Every operation that AWS pages is paged, by the one pager, with the names and the errors that AWS's model has; and every rule gives each item once.

import { Members } from '../../local/core/input/members.ts'
import type { PageRule } from '../../local/core/page-rule.ts'
import { onePage, paged } from '../../local/core/pages.ts'
import { type AnyService, operation, type Scope } from '../../local/core/service.ts'
import { lowerFirst } from '../../local/services/apigateway/operations/http-members.ts'
import { undeclared } from '../support/declared-errors.ts'
import { services } from './held.ts'
import { type Modelled, modelOf } from './model.ts'

/** Operations whose tokens are not the pager's, with what they are. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'logs:GetLogEvents': 'pages go both ways',
  's3:ListBuckets': 'the token names the bucket behind which the next page begins',
  's3:ListMultipartUploads': 'markers are keys, which clients may make up',
  's3:ListObjects': 'markers are keys, which clients may make up',
  's3:ListObjectsV2': 'the token names the key behind which the next page begins',
  's3:ListObjectVersions': 'markers are keys, which clients may make up',
  's3:ListParts': 'markers are numbers of parts, which clients may make up',
}

const TOKEN = /^(next_?token|marker|position|continuation_?token)$/i
const SIZE = /^(max_?results|max_?items|limit)$/i

const PLACE = { account: '000000000000', region: 'us-east-1' }
const nameOf = ({ service, operation: name }: Modelled): string => `${service.signingName}:${name}`
/** The model of HTTP APIs begins names with a capital, the wire does not. */
const names = (service: AnyService, members: Modelled['input']): readonly string[] =>
  members.map(({ name }) => (service.signingName === 'apigateway' ? lowerFirst(name) : name))
const hasToken = (members: Modelled['input']): boolean => members.some(({ name }) => TOKEN.test(name))
const ruleOf = ({ service, operation: name }: Modelled): PageRule | undefined => service.operations[name]?.pages

describe.each(services.map(service => [service.signingName, service] as const))('%s', (_, service: AnyService) => {
  const modelled = modelOf(service)
  const rules = modelled.flatMap(each => {
    const rule = ruleOf(each)
    return rule ? [{ each, rule }] : []
  })

  test('pages what AWS pages', () => {
    const wanted = modelled.filter(each => each.paged || [each.input, each.output].every(hasToken))
    const unpaged = wanted.filter(each => !ruleOf(each) && !(nameOf(each) in OTHERWISE)).map(nameOf)
    expect(unpaged.filter(name => !PASSED_OVER.includes(name))).toEqual([])
  })

  test('names what AWS’s model names, and refuses a token as AWS declares', () => {
    for (const { each, rule } of rules) {
      const named = nameOf(each)
      expect([named, names(service, each.input)]).toEqual([named, expect.arrayContaining([rule.token])])
      expect([named, names(service, each.input).find(name => SIZE.test(name))]).toEqual([named, rule.size])
      expect([named, names(service, each.output)]).toEqual([named, expect.arrayContaining([rule.list, rule.next])])
      if (rule.more !== undefined) expect(names(service, each.output)).toContain(rule.more)
      const { code } = rule.refusal() as Error & { readonly code: string }
      expect([named, undeclared(service, each.operation, code)]).toEqual([named, undefined])
    }
  })

  test('gives each item once, in pages of every size', () => {
    for (const { rule } of rules) {
      const largest = rule.atMost ?? rule.max
      expect(rule.usual).toBeLessThanOrEqual(largest)
      for (const size of rule.size === undefined ? [undefined] : [1, 2, largest, undefined])
        for (const count of [0, 1, size ?? rule.usual, (size ?? rule.usual) + 1]) {
          const all = Array.from({ length: count }, (_item, index) => `item ${index}`)
          expect(everything(rule, all, size)).toEqual(all)
        }
    }
  })

  test('refuses sizes out of bounds, and tokens that no answer gave', () => {
    for (const { rule } of rules) {
      const all = ['a', 'b']
      for (const token of ['', 'x', '1', '-1', 'offset-1', Buffer.from('["other",1,"x"]').toString('base64url')])
        expect(() => page(rule, all, { [rule.token]: token })).toThrow(rule.refusal().message)
      if (rule.size === undefined) continue
      for (const size of [0, -1, rule.max + 1])
        expect(() => page(rule, all, { [rule.size ?? '']: rule.sizeIsText ? String(size) : size })).toThrow()
    }
  })
})

/** The token is read, and passed over or refused with the reason that passedOver gives. */
const PASSED_OVER = services.flatMap(({ signingName, passedOver = {} }) =>
  Object.keys(passedOver).flatMap(key => {
    const [name = '', member = ''] = key.split('.')
    return TOKEN.test(member) ? [`${signingName}:${name}`, `${signingName}:v2.${name}`] : []
  }),
)

const whole = (rule: PageRule) =>
  operation<readonly string[]>()({
    input: () => ({}),
    access: () => 'open',
    decide: state => ({ output: { [rule.list]: state } }),
  })

type Output = Readonly<Record<string, unknown>>

const page = (rule: PageRule, all: readonly string[], input: Output): Output => {
  const { input: read, decide } = paged(rule, whole(rule))
  return decide?.(all, read(new Members(input), PLACE), {} as Scope).output as Output
}

const everything = (rule: PageRule, all: readonly string[], size: number | undefined): readonly unknown[] => {
  const asked =
    size === undefined || rule.size === undefined ? {} : { [rule.size]: rule.sizeIsText ? String(size) : size }
  const seen: unknown[] = []
  let token: unknown
  do {
    const output = page(rule, all, { ...asked, ...(token === undefined ? {} : { [rule.token]: token }) })
    const items = output[rule.wireList ?? rule.list] as readonly unknown[]
    expect(items.length).toBeLessThanOrEqual(size ?? rule.usual)
    seen.push(...items)
    token = output[rule.next]
    if (seen.length > all.length) throw new Error(`more than there is: ${seen.slice(0, 5)}`)
    if (token !== undefined && items.length === 0) throw new Error('an empty page that has a next one')
  } while (token !== undefined)
  return seen
}

test('what always fits one page refuses any token', () => {
  const rule: PageRule = {
    list: 'tags',
    token: 'nextToken',
    next: 'nextToken',
    usual: 100,
    max: 100,
    refusal: () => new Error('no such token'),
  }
  const { input } = onePage(rule, whole(rule))
  expect(() => input(new Members({ nextToken: 'x' }), PLACE)).toThrow('no such token')
  expect(() => input(new Members({}), PLACE)).not.toThrow()
})
