// Random small policies, decided a second time by an evaluator that follows AWS's pages word by word and shares no code with ours.

import type { PolicyDocument, PolicyStatement } from '../core/policy.ts'
import type { Principal } from '../core/principal.ts'
import { roleSession } from '../core/principal.ts'
import { evaluate, type Policies } from './evaluate.ts'

const ROLE = 'arn:aws:iam::111122223333:role/r'
const session = roleSession({ roleArn: ROLE, roleId: 'AROAR', sessionName: 's' })
const user: Principal = {
  kind: 'user',
  arn: 'arn:aws:iam::111122223333:user/u',
  userId: 'AIDAU',
  userName: 'u',
}

/** The same numbers in every run (Park and Miller). */
const numbers = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

type Context = Readonly<Record<string, readonly string[]>>

interface Case {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  readonly context: Context
  readonly policies: Policies
}

const ACTIONS = ['sns:Publish', 'SNS:*', 'sns:?ublish', 's3:Get*', '*', 'sns:Pub*h', 'sns:Subscribe']
const RESOURCES = [
  '*',
  'arn:aws:sns:us-east-1:111122223333:a',
  'arn:aws:sns:*:a',
  'arn:aws:sns:*:*:a*',
  'arn:aws:sns:us-*-1:111122223333:?',
  'arn:aws:sns:us-east-1:1*3:${tag:team}',
  'arn:aws:sns:u*:b:*',
  "arn:aws:sns:us-east-1:111122223333:${no:key, 'a'}*",
  'arn:aws:sns:us-east-1:111122223333:${no:key}',
  'arn:aws:sns:us-east-1:111122223333:${*}',
]
const ASKED = ['a', 'ab', 'a:b', 'b:a', '*', 'b'].map(name => `arn:aws:sns:us-east-1:111122223333:${name}`)
const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIfExists']
const QUANTIFIERS = ['', '', 'ForAllValues:', 'ForAnyValue:']
const VALUES = ['a', 'A', 'a*', '?', '${tag:team}', '${no:key}', "${no:key, 'b'}", '']
const PRINCIPALS = ['*', '111122223333', ROLE, session.arn, user.arn, 'arn:aws:iam::999999999999:root']

const caseOf = (seed: number): Case => {
  const next = numbers(seed)
  const pick = <One>(list: readonly One[]): One => list[next(list.length)] ?? (list[0] as One)
  const some = <One>(list: readonly One[]): One[] => Array.from({ length: 1 + next(2) }, () => pick(list))
  const not = (name: string): string => (next(4) === 0 ? `Not${name}` : name)
  const condition = () => ({
    [`${pick(QUANTIFIERS)}${pick(OPERATORS)}`]: { [pick(['tag:team', 'no:key', 'many:keys'])]: some(VALUES) },
    ...(next(4) === 0 && { Null: { [pick(['tag:team', 'no:key'])]: pick(['true', 'false']) } }),
  })
  const statement = (resourcePolicy: boolean): PolicyStatement => {
    const Effect = next(4) === 0 ? 'Deny' : 'Allow'
    const principal = Effect === 'Deny' && next(2) === 0 ? 'NotPrincipal' : 'Principal'
    if (resourcePolicy && principal === 'NotPrincipal')
      return { Effect, NotPrincipal: { AWS: some(PRINCIPALS) }, Action: '*', Resource: '*' }
    return {
      Effect,
      [not('Action')]: some(ACTIONS),
      [not('Resource')]: some(RESOURCES),
      ...(resourcePolicy && { [principal]: { AWS: some(PRINCIPALS) } }),
      ...(next(2) === 0 && { Condition: condition() }),
    }
  }
  const document = (resourcePolicy = false): PolicyDocument => ({
    Version: pick(['2012-10-17', '2012-10-17', '2008-10-17']),
    Statement: Array.from({ length: 1 + next(3) }, () => statement(resourcePolicy)),
  })
  return {
    principal: pick([user, session]),
    action: pick(['sns:Publish', 'sns:Subscribe', 's3:GetObject']),
    resource: pick(ASKED),
    context: {
      ...(next(3) > 0 && { 'tag:team': [pick(['a', 'b', 'A'])] }),
      ...(next(3) > 0 && { 'many:keys': some(['a', 'b', 'ab']) }),
    },
    policies: {
      identity: [{ name: 'identity', document: document() }],
      ...(next(2) === 0 && { resource: document(true) }),
      ...(next(3) === 0 && { boundary: { name: 'boundary', document: document() } }),
      ...(next(3) === 0 && { session: [{ name: 'session', document: document() }] }),
      ...(next(4) === 0 && { resourcePolicyDecides: true }),
    },
  }
}

/** Pattern units: a character that stands for itself, or a wildcard that may or may not take a colon. */
type Unit = { readonly is: string } | { readonly many: boolean; readonly colon: boolean }

const fits = (units: readonly Unit[], text: string): boolean => {
  const [unit, ...rest] = units
  if (!unit) return text === ''
  if ('is' in unit) return text.startsWith(unit.is) && text !== '' && fits(rest, text.slice(1))
  const takes = text !== '' && (unit.colon || text[0] !== ':')
  if (!unit.many) return takes && fits(rest, text.slice(1))
  return fits(rest, text) || (takes && fits(units, text.slice(1)))
}

const VOID = Symbol('a variable without a value')

const unitsOf = (
  pattern: string,
  context: Context,
  variables: boolean,
  arn: boolean,
): readonly Unit[] | typeof VOID => {
  const units: Unit[] = []
  let colons = 0
  for (let index = 0; index < pattern.length; index += 1) {
    const found = variables ? /^\$\{([^}]*)\}/.exec(pattern.slice(index)) : null
    if (found) {
      const [key = '', fallback] = (found[1] ?? '').split(/,\s*/)
      const value = key === '*' ? ['*'] : (context[key] ?? (fallback ? [fallback.slice(1, -1)] : []))
      if (value.length !== 1) return VOID
      units.push(...[...(value[0] ?? '')].map(is => ({ is })))
      index += found[0].length - 1
      continue
    }
    const character = pattern[index] ?? ''
    const last = pattern[index + 1] === undefined || pattern[index + 1] === ':'
    if (character === ':') colons += 1
    if (character === '*') units.push({ many: true, colon: !arn || colons >= 5 || last })
    else if (character === '?') units.push({ many: false, colon: !arn || colons >= 5 })
    else units.push({ is: character })
  }
  return units
}

const listOf = (value: unknown): readonly string[] => [value].flat().filter(item => typeof item === 'string')

const conditionHolds = (statement: PolicyStatement, context: Context, variables: boolean): boolean | typeof VOID => {
  let holds = true
  for (const [written, keys] of Object.entries(statement.Condition ?? {}))
    for (const [key, wanted] of Object.entries(keys)) {
      const given = context[key] ?? []
      if (written === 'Null') {
        holds &&= listOf(wanted).includes(String(given.length === 0))
        continue
      }
      const quantifier = /^(For\w+):/.exec(written)?.[1]
      const name = written.replace(/^For\w+:/, '').replace('IfExists', '')
      const negated = name.includes('Not')
      const patterns = listOf(wanted).map(text => unitsOf(text, context, variables, false))
      if (patterns.includes(VOID)) return VOID
      const matches = (value: string): boolean =>
        patterns.some(units => {
          if (units === VOID) return false
          if (name.endsWith('Like')) return fits(units, value)
          return units.map(unit => ('is' in unit ? unit.is : unit.many ? '*' : '?')).join('') === value
        }) !== negated
      if (given.length === 0)
        holds &&= written.endsWith('IfExists') || quantifier === 'ForAllValues' || (negated && quantifier === undefined)
      else if (quantifier === 'ForAnyValue' || (quantifier === undefined && !negated)) holds &&= given.some(matches)
      else holds &&= given.every(matches)
    }
  return holds
}

const applies = (statement: PolicyStatement, one: Case, version: string | undefined): boolean => {
  const variables = version === '2012-10-17'
  const actions = listOf(statement.Action ?? statement.NotAction)
  const acts = actions.some(action => {
    const units = unitsOf(action.toLowerCase(), {}, false, false)
    return units !== VOID && fits(units, one.action.toLowerCase())
  })
  const resources = listOf(statement.Resource ?? statement.NotResource).map(text =>
    text === '*' ? [{ many: true, colon: true }] : unitsOf(text, one.context, variables, true),
  )
  const held = conditionHolds(statement, one.context, variables)
  if (resources.includes(VOID) || held === VOID) return false
  const touches = resources.some(units => units !== VOID && fits(units, one.resource))
  return acts === (statement.Action !== undefined) && touches === (statement.Resource !== undefined) && held
}

type Named = 'itself' | 'role' | 'anyone' | 'account' | 'nobody'

const namedBy = (element: PolicyStatement['Principal'], principal: Principal): readonly Named[] =>
  listOf(typeof element === 'object' ? element.AWS : element).map(name => {
    if (name === '*') return 'anyone'
    if (principal.kind !== 'user' && principal.kind !== 'session') return 'nobody'
    if (name === principal.arn) return 'itself'
    if (principal.kind === 'session' && name === principal.roleArn) return 'role'
    return name === '111122223333' ? 'account' : 'nobody'
  })

const isAllowed = (one: Case): boolean => {
  const { identity, resource, boundary, session: sessions, resourcePolicyDecides } = one.policies
  const applying = (document: PolicyDocument, effect: string): readonly PolicyStatement[] =>
    [document.Statement].flat().filter(found => found.Effect === effect && applies(found, one, document.Version))
  const own = [...identity, ...(boundary ? [boundary] : []), ...(sessions ?? [])].map(({ document }) => document)
  if (own.some(document => applying(document, 'Deny').length > 0)) return false
  for (const denying of resource ? applying(resource, 'Deny') : []) {
    const named = namedBy(denying.Principal ?? denying.NotPrincipal, one.principal)
    const spared = !boundary && named.some(name => name === 'itself' || name === 'anyone')
    if (denying.Principal ? named.some(name => name !== 'nobody') : !spared) return false
  }
  const granted = (resource ? applying(resource, 'Allow') : []).flatMap(found =>
    namedBy(found.Principal, one.principal),
  )
  if (granted.includes('itself')) return true
  const allows = (document: PolicyDocument): boolean => applying(document, 'Allow').length > 0
  if (boundary && !allows(boundary.document)) return false
  if (sessions && !sessions.some(({ document }) => allows(document))) return false
  if (granted.includes('role') || granted.includes('anyone')) return true
  if (resourcePolicyDecides && !granted.includes('account')) return false
  return identity.some(({ document }) => allows(document))
}

test('2,000 random requests are decided as the pages say', () => {
  const cases = Array.from({ length: 2000 }, (_, index) => caseOf(index * 7919 + 1))
  const ours = cases.map(
    ({ principal, action, resource, context, policies }) =>
      evaluate(principal, { action, resource, values: new Map(Object.entries(context)) }, policies).allowed,
  )
  const theirs = cases.map(isAllowed)
  const allowed = theirs.filter(Boolean).length
  expect(Math.min(allowed, cases.length - allowed)).toBeGreaterThan(200)
  expect(cases.filter((_, index) => ours[index] !== theirs[index]).slice(0, 3)).toEqual([])
})
