// The order of evaluation.

import {
  account,
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
  session,
} from '../../tests/support/asking.ts'
import type { Principal } from '../core/principal.ts'
import type { Policies } from './evaluate.ts'

describe('the order of evaluation', () => {
  test.each<[string, Partial<Policies>, Principal, string]>([
    ['nothing is allowed by default', {}, ana, NO_IDENTITY],
    ['an identity policy allows', { identity: named(allow()) }, ana, IDENTITY],
    [
      'an explicit deny wins over an allow',
      { identity: named(allow(), deny()) },
      ana,
      'explicit deny: identity-based policy',
    ],
    [
      'a deny in a resource policy wins',
      { identity: named(allow()), resource: document(deny({ Principal: '*' })) },
      ana,
      'explicit deny: resource-based policy',
    ],
    [
      'a deny for somebody else does not concern me',
      {
        identity: named(allow()),
        resource: document(deny({ Principal: { AWS: `arn:aws:iam::${account}:user/bob` } })),
      },
      ana,
      IDENTITY,
    ],
    [
      'NotPrincipal denies everybody but the named',
      { identity: named(allow()), resource: document(deny({ NotPrincipal: { AWS: ana.arn } })) },
      ana,
      IDENTITY,
    ],
    [
      'NotPrincipal denies who is not named',
      { identity: named(allow()), resource: document(deny({ NotPrincipal: { AWS: ana.arn } })) },
      session,
      'explicit deny: resource-based policy',
    ],
    [
      'NotPrincipal denies a session whose role alone is named',
      {
        identity: named(allow()),
        resource: document(deny({ NotPrincipal: { AWS: `arn:aws:iam::${account}:role/Deployer` } })),
      },
      session,
      'explicit deny: resource-based policy',
    ],
    [
      'NotPrincipal spares a session that is named itself',
      { identity: named(allow()), resource: document(deny({ NotPrincipal: { AWS: session.arn } })) },
      session,
      IDENTITY,
    ],
    [
      'NotPrincipal denies who is of the account that is named',
      { identity: named(allow()), resource: document(deny({ NotPrincipal: { AWS: account } })) },
      ana,
      'explicit deny: resource-based policy',
    ],
    [
      'NotPrincipal denies everybody who has a boundary',
      {
        identity: named(allow()),
        boundary: { name: 'b', document: document(allow()) },
        resource: document(deny({ NotPrincipal: { AWS: ana.arn } })),
      },
      ana,
      'explicit deny: resource-based policy',
    ],
    [
      'an Allow with NotPrincipal cannot be evaluated',
      { resource: document(allow({ NotPrincipal: { AWS: account } })) },
      events,
      'cannot evaluate Statement[0].NotPrincipal: Allow',
    ],
    [
      'a boundary limits the identity policy',
      { identity: named(allow()), boundary: { name: 'b', document: document(allow({ Action: 'ec2:*' })) } },
      ana,
      'implicit deny: permissions boundary',
    ],
    ['a boundary alone allows nothing', { boundary: { name: 'b', document: document(allow()) } }, ana, NO_IDENTITY],
    [
      'a deny in the boundary is explicit',
      { identity: named(allow()), boundary: { name: 'b', document: document(allow(), deny()) } },
      ana,
      'explicit deny: permissions boundary',
    ],
    [
      'a session policy limits the role',
      { identity: named(allow()), session: named(allow({ Action: 'ec2:*' })) },
      session,
      'implicit deny: session policy',
    ],
    [
      'a resource policy that names the user allows alone',
      { resource: document(allow({ Principal: { AWS: ana.arn } })) },
      ana,
      RESOURCE,
    ],
    [
      'and no boundary stands against it',
      {
        resource: document(allow({ Principal: { AWS: ana.arn } })),
        boundary: { name: 'b', document: document(allow({ Action: 'ec2:*' })) },
      },
      ana,
      RESOURCE,
    ],
    [
      'a resource policy that names the role is limited by the boundary',
      {
        resource: document(allow({ Principal: { AWS: `arn:aws:iam::${account}:role/Deployer` } })),
        boundary: { name: 'b', document: document(allow({ Action: 'ec2:*' })) },
      },
      session,
      'implicit deny: permissions boundary',
    ],
    [
      'a resource policy that names the role allows alone',
      { resource: document(allow({ Principal: { AWS: `arn:aws:iam::${account}:role/Deployer` } })) },
      session,
      RESOURCE,
    ],
    [
      'the account as principal leaves it to the identity policies: none',
      { resource: document(allow({ Principal: { AWS: account } })) },
      ana,
      NO_IDENTITY,
    ],
    [
      'the account as principal leaves it to the identity policies: one',
      { resource: document(allow({ Principal: { AWS: `arn:aws:iam::${account}:root` } })), identity: named(allow()) },
      ana,
      IDENTITY,
    ],
    [
      'a key policy that names the account by its number lets IAM decide',
      {
        resource: document(allow({ Principal: { AWS: account } })),
        resourcePolicyDecides: true,
        identity: named(allow()),
      },
      ana,
      IDENTITY,
    ],
    [
      'another account as principal names nobody here',
      {
        resource: document(allow({ Principal: { AWS: 'arn:aws:iam::999999999999:root' } })),
        resourcePolicyDecides: true,
        identity: named(allow()),
      },
      ana,
      'implicit deny: resource-based policy',
    ],
    [
      'a key policy that does not speak of me denies',
      { resource: document(), resourcePolicyDecides: true, identity: named(allow()) },
      ana,
      'implicit deny: resource-based policy',
    ],
    [
      'a key policy that trusts the account lets IAM decide',
      {
        resource: document(allow({ Principal: { AWS: `arn:aws:iam::${account}:root` } })),
        resourcePolicyDecides: true,
        identity: named(allow()),
      },
      ana,
      IDENTITY,
    ],
    [
      'a service is allowed by a resource policy only',
      { resource: document(allow({ Principal: { Service: 'events.amazonaws.com' } })) },
      events,
      RESOURCE,
    ],
    [
      'a service that is not named is denied',
      { resource: document(allow({ Principal: { Service: 's3.amazonaws.com' } })) },
      events,
      'implicit deny: resource-based policy',
    ],
    ['a service without a resource policy is denied', {}, events, 'implicit deny: resource-based policy'],
    [
      'anybody, also the anonymous, by a public policy',
      { resource: document(allow({ Principal: '*' })) },
      { kind: 'anonymous' },
      RESOURCE,
    ],
    [
      'the anonymous are denied otherwise',
      { identity: named(allow()) },
      { kind: 'anonymous' },
      'implicit deny: resource-based policy',
    ],
    [
      'an unknown operator is refused by name',
      { identity: named(allow({ Condition: { StringSounds: { a: 'b' } } })) },
      ana,
      'cannot evaluate Statement[0].Condition.StringSounds: StringSounds',
    ],
    [
      'an unknown principal type is refused by name',
      { identity: named(allow()), resource: document(allow({ Principal: { Robot: 'x' } })) },
      ana,
      'cannot evaluate Statement[0].Principal: "Robot"',
    ],
  ])('%s', (_, policies, principal, expected) => {
    expect(ask(policies, { principal })).toBe(expected)
  })
})
