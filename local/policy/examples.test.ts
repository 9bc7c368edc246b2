// The worked examples of AWS's documentation, and what a refusal says.

import {
  allow,
  ana,
  ask,
  deny,
  document,
  events,
  IDENTITY,
  NO_IDENTITY,
  named,
  RESOURCE,
} from '../../tests/support/asking.ts'
import type { PolicyStatement } from '../core/policy.ts'
import { refusalMessage } from './evaluate.ts'

describe("the worked examples of AWS's documentation", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
  const consoles: PolicyStatement[] = [
    allow({ Action: ['s3:GetBucketLocation', 's3:ListAllMyBuckets'], Resource: '*' }),
    allow({ Action: 's3:*', Resource: ['arn:aws:s3:::carlossalazar', 'arn:aws:s3:::carlossalazar/*'] }),
  ]
  const logsDenied: PolicyStatement = deny({ Action: 's3:*', Resource: 'arn:aws:s3:::*log*' })
  test.each<[string, string, string, string]>([
    ['his own bucket', 's3:PutObject', 'arn:aws:s3:::carlossalazar/x', IDENTITY],
    ["somebody else's bucket", 's3:PutObject', 'arn:aws:s3:::other/x', NO_IDENTITY],
    ['the list of buckets', 's3:ListAllMyBuckets', '*', IDENTITY],
    [
      'a bucket of logs is denied even if allowed elsewhere',
      's3:GetObject',
      'arn:aws:s3:::carlossalazar-log',
      'explicit deny: identity-based policy',
    ],
  ])('Carlos and %s', (_, action, resource, expected) => {
    expect(ask({ identity: named(...consoles, logsDenied) }, { action, resource })).toBe(expected)
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  test('Zhang may create users only with the boundary that was set for them', () => {
    const boundary = 'arn:aws:iam::123456789012:policy/XCompanyBoundaries'
    const identity = named(
      allow({ Action: 'iam:CreateUser', Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } } }),
      deny({ Action: 'iam:DeleteUserPermissionsBoundary' }),
    )
    const create = (values: Record<string, string>) => ask({ identity }, { action: 'iam:CreateUser', values })
    expect(create({ 'iam:PermissionsBoundary': boundary })).toBe(IDENTITY)
    expect(create({ 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' })).toBe(NO_IDENTITY)
    expect(create({})).toBe(NO_IDENTITY)
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
  test('a trust policy with aws:SourceArn refuses the confused deputy', () => {
    const resource = document({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/mine' } },
    })
    const assume = (values: Record<string, string>) =>
      ask(
        { resource, resourcePolicyDecides: true },
        { principal: events, action: 'sts:AssumeRole', resource: 'arn:aws:iam::1:role/r', values },
      )
    expect(assume({ 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/mine' })).toBe(RESOURCE)
    expect(assume({ 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/other' })).toBe(
      'implicit deny: resource-based policy',
    )
    expect(assume({})).toBe('implicit deny: resource-based policy')
  })
})

describe("a refusal in AWS's words", () => {
  const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', values: new Map() }
  test.each([
    [
      { allowed: false, explicit: false, in: 'identity-based policy' } as const,
      'because no identity-based policy allows the s3:GetObject action',
    ],
    [
      { allowed: false, explicit: false, in: 'permissions boundary' } as const,
      'because no permissions boundary allows the s3:GetObject action',
    ],
    [
      { allowed: false, explicit: true, in: 'resource-based policy' } as const,
      'with an explicit deny in a resource-based policy',
    ],
  ])('%o', (verdict, ending) => {
    expect(refusalMessage(ana.arn, request, verdict)).toBe(
      `User: ${ana.arn} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k ${ending}`,
    )
  })
})
