// Each statement of the pipeline's template does something on AWS: its actions exist, can be granted on the resources that stand beside them, and
// know the condition keys. A statement that the Service Authorization Reference makes void is granted here for nothing, and missed there.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRecord } from '../../../local/core/input/members.ts'
import { synthesize } from '../../../pipeline/synth.ts'
import { sample } from '../../../pipeline/testing/sample.ts'
import { actionOf, actionsLike, knowsKey, overlap } from './reference.ts'

const folder = mkdtempSync(join(tmpdir(), 'authorization-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Statement {
  readonly label: string
  readonly actions: readonly string[]
  /** Patterns; what is known only when it is deployed is a star. None in a trust policy. */
  readonly resources: readonly string[]
  readonly keys: readonly string[]
  /** Of a bucket, a key or a topic, whose own ARN may stand as a star. */
  readonly hasPrincipal: boolean
}

/** Every statement, wherever in the template it stands. */
const statementsIn = (value: unknown, path: string): readonly Statement[] => {
  if (Array.isArray(value)) return value.flatMap(item => statementsIn(item, path))
  if (!isRecord(value)) return []
  if (value.Effect === 'Allow' || value.Effect === 'Deny') {
    const conditions = isRecord(value.Condition) ? Object.values(value.Condition).filter(isRecord) : []
    return [
      {
        label: `${path} ${String(value.Sid ?? 'without Sid')}`,
        actions: list(value.Action).map(String),
        resources: list(value.Resource).map(text),
        keys: conditions.flatMap(Object.keys),
        hasPrincipal: value.Principal !== undefined,
      },
    ]
  }
  return Object.entries(value).flatMap(([name, part]) =>
    statementsIn(part, path.split(' ').length < 2 && name !== 'Resources' ? `${path} ${name}`.trim() : path),
  )
}

const list = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value].flat())

/** What CloudFormation puts in is a star. */
const text = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (!isRecord(value)) return '*'
  const { 'Fn::Sub': sub, 'Fn::Join': joined } = value
  if (typeof sub === 'string') return sub.replace(/\$\{AWS::Partition\}/g, 'aws').replace(/\$\{[^}]+\}/g, '*')
  if (Array.isArray(joined)) return list(joined[1]).map(text).join(String(joined[0]))
  return '*'
}

/** Sentences. */
const problemsOf = ({ label, actions, resources, keys, hasPrincipal }: Statement): readonly string[] => {
  const known = actions.map(pattern => [pattern, actionsLike(pattern)] as const)
  const on = (action: string, resource: string): boolean => {
    const { arns = [] } = actionOf(action) ?? {}
    return resource === '*' || arns.some(form => overlap(form, resource))
  }
  const isVoid = (names: readonly string[]): boolean =>
    resources.length > 0 && !names.some(name => resources.some(resource => on(name, resource)))
  return [
    ...known.filter(([, names]) => names.length === 0).map(([pattern]) => `${label}: AWS has no action ${pattern}`),
    ...known
      .filter(([, names]) => names.length > 0 && isVoid(names))
      .map(([pattern]) => `${label}: ${pattern} is granted on none of ${resources.join(', ')}`),
    ...resources
      .filter(
        resource =>
          !hasPrincipal &&
          known.some(([, names]) => names.length > 0) &&
          !known.some(([, names]) => names.some(name => on(name, resource))),
      )
      .map(resource => `${label}: no action is granted on ${resource}`),
    ...keys.flatMap(key =>
      known
        .filter(
          ([, names]) =>
            !names.some(name => {
              const action = actionOf(name)
              return action && knowsKey(action, key)
            }),
        )
        .map(([pattern]) => `${label}: ${pattern} knows no condition key ${key}`),
    ),
  ]
}

const { template } = synthesize(sample, folder)

test('every statement of the template does something on AWS', () => {
  const statements = statementsIn(template, '')
  expect(statements.length).toBeGreaterThan(50)
  expect(statements.flatMap(problemsOf)).toEqual([])
})

const statement = (given: Partial<Statement>): Statement => ({
  label: 'X',
  actions: ['logs:DescribeIndexPolicies'],
  resources: ['*'],
  keys: [],
  hasPrincipal: false,
  ...given,
})

test.each<[string, Partial<Statement>, readonly string[]]>([
  [
    'an action that AWS has not',
    { actions: ['logs:DescribeIndexPolicy'] },
    ['X: AWS has no action logs:DescribeIndexPolicy'],
  ],
  [
    'a resource for an action that knows none',
    { resources: ['arn:aws:logs:*:*:log-group:/aws/lambda/a*'] },
    [
      'X: logs:DescribeIndexPolicies is granted on none of arn:aws:logs:*:*:log-group:/aws/lambda/a*',
      'X: no action is granted on arn:aws:logs:*:*:log-group:/aws/lambda/a*',
    ],
  ],
  [
    'an object where the bucket is meant',
    { actions: ['s3:ListBucket', 's3:GetObject'], resources: ['arn:aws:s3:::b/*'] },
    ['X: s3:ListBucket is granted on none of arn:aws:s3:::b/*'],
  ],
  [
    'a condition key that the action does not know',
    { actions: ['kms:Decrypt'], keys: ['kms:RotationPeriodInDays', 'kms:ViaService', 'aws:PrincipalArn'] },
    ['X: kms:Decrypt knows no condition key kms:RotationPeriodInDays'],
  ],
  ['what is right', { actions: ['lambda:GetFunction*'], resources: ['arn:aws:lambda:*:*:function:a-*'] }, []],
])('%s is found', (_, given, problems) => {
  expect(problemsOf(statement(given))).toEqual(problems)
})
