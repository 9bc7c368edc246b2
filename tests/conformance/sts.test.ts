// AWS Security Token Service: who am I, and temporary credentials.

import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { onceKnown, refusal, useAccount } from './account.ts'
import { allowing, makeRole } from './roles.ts'

const account = useAccount()
const sts = () => account.client(STSClient)

test('GetCallerIdentity needs no permission and names the account', async () => {
  const { Account, Arn, UserId } = await sts().send(new GetCallerIdentityCommand())
  expect(UserId).toMatch(/^(AIDA[A-Z0-9]{17}|AROA[A-Z0-9]{17}:.+)$/)
  expect(Account).toMatch(/^\d{12}$/)
  expect(Arn).toMatch(new RegExp(`^arn:aws:(iam|sts)::${Account}:`))
})

test('an access key that nobody has is refused with 403', async () => {
  const stranger = new STSClient({
    ...account.configuration(),
    region: account.region,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  })
  expect(await refusal(stranger.send(new GetCallerIdentityCommand()))).toEqual({
    name: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
    status: 403,
  })
  stranger.destroy()
})

test('a secret that is not the key’s own makes a signature that does not match', async () => {
  const credentials = await sts().config.credentials()
  const forger = new STSClient({
    ...account.configuration(),
    region: account.region,
    credentials: { ...credentials, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  })
  const { name, message, status } = await refusal(forger.send(new GetCallerIdentityCommand()))
  expect([name, status]).toEqual(['SignatureDoesNotMatch', 403])
  expect(message).toMatch(/^The request signature we calculated does not match the signature you provided\./)
  forger.destroy()
})

test('a session’s ARN is made of the account, the role and the session’s name', async () => {
  const roleArn = await makeRole(account, 'session', { AWS: account.id }, allowing('sns:ListTopics'))
  const { Credentials, AssumedRoleUser } = await onceKnown(
    () => sts().send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'me' })),
    /is not authorized to perform: sts:AssumeRole/,
  )
  expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${account.id}:assumed-role/${account.name('session')}/me`)
  expect(AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z0-9]{17}:me$/)
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/)
  expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now() + 3_000_000)
})

test('a session may do what its role allows and nothing else; the refusal says why', async () => {
  const roleArn = await makeRole(account, 'narrow', { AWS: account.id }, allowing('sns:ListTopics'))
  const { Credentials } = await onceKnown(
    () => sts().send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'me' })),
    /is not authorized to perform: sts:AssumeRole/,
  )
  const iam = new IAMClient({
    ...account.configuration(),
    region: account.region,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  })
  const { name, message, status } = await refusal(iam.send(new ListRolesCommand()))
  expect([name, status]).toEqual(['AccessDenied', 403])
  expect(message).toBe(
    `User: arn:aws:sts::${account.id}:assumed-role/${account.name('narrow')}/me is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::${account.id}:role/ because no identity-based policy allows the iam:ListRoles action`,
  )
  iam.destroy()
})

test('a RoleArn that is none is refused before anything else', async () => {
  const RoleArn = `arn:aws:iam::${account.id}:user/${account.name('nobody')}`
  expect(await refusal(sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' })))).toEqual({
    name: 'ValidationError',
    message: `${RoleArn} is invalid`,
    status: 400,
  })
})

test('an operation that needs no signature is refused for what it is, not for the signature that it lacks', async () => {
  const WebIdentityToken = 'header.payload.signature'
  const RoleArn = `arn:aws:iam::${account.id}:role/${account.name('nobody')}`
  const { name, message } = await refusal(
    sts().send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'me', WebIdentityToken })),
  )
  // AWS carries it out, and refuses the token; the local cloud has no identity providers and says so.
  expect([name, message].join(': ')).toMatch(
    /^(InvalidIdentityToken|NotImplemented: sts:AssumeRoleWithWebIdentity is not carried out by the local cloud)/,
  )
})

test('a role that is not there cannot be told from one that may not be assumed', async () => {
  const RoleArn = `arn:aws:iam::${account.id}:role/${account.name('nobody')}`
  const { name, message, status } = await refusal(sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' })))
  expect([name, status]).toEqual(['AccessDenied', 403])
  expect(message).toMatch(
    /^User: arn:aws:(iam|sts)::\d+:\S+ is not authorized to perform: sts:AssumeRole on resource: /,
  )
  expect(message).toContain(RoleArn)
})

test('a member that breaks a constraint is named in lower camel case, with its value and the constraint', async () => {
  const RoleArn = `arn:aws:iam::${account.id}:role/${account.name('nobody')}`
  expect(await refusal(sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'm' })))).toEqual({
    name: 'ValidationError',
    message:
      "1 validation error detected: Value 'm' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
    status: 400,
  })
})
