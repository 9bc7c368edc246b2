// Every call that puts a policy on a resource refuses, in the service's own words, what cannot be evaluated or names nobody; and whatever a
// policy denies, the administrator can put another in its place.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from './core/clock.ts'
import { openIssuer } from './credentials.ts'
import { Runtime } from './kernel/runtime.ts'
import { iamSecurity } from './security.ts'
import { iam } from './services/iam/index.ts'
import { administratorOf } from './services/iam/state.ts'
import { kms } from './services/kms/index.ts'
import { s3 } from './services/s3/index.ts'
import { sns } from './services/sns/index.ts'
import { sts } from './services/sts/index.ts'

const ACCOUNT = '000000000000'
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:topic`
const ROLE = `arn:aws:iam::${ACCOUNT}:role/known`
const administrator = administratorOf({ account: ACCOUNT, region: 'us-east-1' })

let folder: string
let runtime: Runtime
let KeyId: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'resource-policies-'))
  runtime = new Runtime({
    services: [iam, kms, s3, sns, sts],
    stateFolder: folder,
    clock: new ManualClock(),
    security: iamSecurity(openIssuer(folder)),
  })
  runtime.start()
  await call('iam', 'CreateRole', {
    RoleName: 'known',
    AssumeRolePolicyDocument: document({ Action: 'sts:AssumeRole', Resource: undefined }),
  })
  await call('s3', 'CreateBucket', { Bucket: 'bucket' })
  await call('sns', 'CreateTopic', { Name: 'topic' })
  const made = await call<{ KeyMetadata: { KeyId: string } }>('kms', 'CreateKey', {})
  KeyId = made.KeyMetadata.KeyId
})
afterEach(async () => {
  await runtime.stop()
  rmSync(folder, { recursive: true, force: true })
})

const call = async <Output>(service: string, operation: string, input: object): Promise<Output> =>
  (await runtime.call(administrator, service, operation, { ...input })) as Output

const document = (statement: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Resource: '*', ...statement }],
  })

interface Put {
  readonly policy: object
  readonly code: string
  readonly put: (policy: string) => Promise<unknown>
  readonly look: () => Promise<unknown>
  readonly words: Readonly<Record<'principal' | 'action' | 'resources' | 'json', string>>
}

const PUTS: Readonly<Record<string, Put>> = {
  'a bucket': {
    policy: { Action: 's3:*', Resource: ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*'] },
    code: 'MalformedPolicy',
    put: Policy => call('s3', 'PutBucketPolicy', { Bucket: 'bucket', Policy }),
    look: () => call('s3', 'GetBucketPolicy', { Bucket: 'bucket' }),
    words: {
      principal: 'Invalid principal in policy',
      action: 'Policy has invalid action',
      resources: 'Missing required field Resource',
      json: "Policies must be valid JSON and the first byte must be '{'",
    },
  },
  'a topic': {
    policy: { Action: ['SNS:Publish', 'sns:SetTopicAttributes', 'sns:GetTopicAttributes'], Resource: TOPIC },
    code: 'InvalidParameter',
    put: AttributeValue =>
      call('sns', 'SetTopicAttributes', { TopicArn: TOPIC, AttributeName: 'Policy', AttributeValue }),
    look: () => call('sns', 'GetTopicAttributes', { TopicArn: TOPIC }),
    words: {
      principal: 'Invalid parameter: Policy Error: PrincipalNotFound',
      action: 'Invalid parameter: Policy statement action out of service scope!',
      resources: 'Invalid parameter: Policy Error: Missing required field Resource',
      json: 'Invalid parameter: Policy Error: This policy contains invalid Json',
    },
  },
  'a key': {
    policy: { Action: 'kms:*' },
    code: 'MalformedPolicyDocumentException',
    put: Policy => call('kms', 'PutKeyPolicy', { KeyId, PolicyName: 'default', Policy }),
    look: () => call('kms', 'GetKeyPolicy', { KeyId, PolicyName: 'default' }),
    words: {
      principal: 'Policy contains a statement with one or more invalid principals.',
      action: 'Policy has invalid action',
      resources: 'Missing required field Resource',
      json: 'This policy contains invalid Json',
    },
  },
}

describe.each(Object.entries(PUTS))('the policy of %s', (_, { policy, code, put, words }) => {
  test('is taken when all is well', async () => {
    await put(document(policy))
    await put(document({ ...policy, Principal: { AWS: [ROLE, ACCOUNT, 'arn:aws:iam::111122223333:role/any'] } }))
  })

  test.each<[string, object, string]>([
    ['a role that is not there', { Principal: { AWS: `${ROLE}2` } }, words.principal],
    ['a role under another path', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/path/known` } }, words.principal],
    ['a pattern of roles', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/*` } }, words.principal],
    ['a service without a domain', { Principal: { Service: 'lambda' } }, words.principal],
    ['an action of another service', { Action: 'ec2:RunInstances' }, words.action],
    ['an empty list of resources', { Resource: [] }, words.resources],
  ])('is refused with %s', async (_what, statement, message) => {
    const refused = put(document({ ...policy, ...statement }))
    await expect(refused).rejects.toMatchObject({ code, message, status: 400 })
  })

  test('is refused with an element, an operator or a value that cannot be evaluated', async () => {
    for (const statement of [
      { Conditions: {} },
      { Condition: { StringSounds: { a: 'b' } } },
      { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/abc' } } },
      { Resource: {} },
      { Action: [[]] },
      { Principal: undefined, NotPrincipal: '*' },
    ])
      await expect(put(document({ ...policy, ...statement }))).rejects.toMatchObject({ code, status: 400 })
    await expect(put('{')).rejects.toMatchObject({ code, message: words.json })
  })
})

test.each(['a bucket', 'a topic'])(
  'the administrator may look at and replace a policy of %s that denies everybody',
  async name => {
    const resource = PUTS[name]
    if (!resource) throw new Error(name)
    await resource.put(document({ ...resource.policy, Effect: 'Deny', Principal: '*' }))
    await resource.look()
    await resource.put(document(resource.policy))
  },
)

describe('a key policy that locks its caller out', () => {
  const locked = document({ Action: 'kms:*', Principal: { AWS: ROLE } })
  const message = 'The new key policy will not allow you to update the key policy in the future.'

  test('is refused', async () => {
    const refusal = { code: 'MalformedPolicyDocumentException', message }
    await expect(call('kms', 'PutKeyPolicy', { KeyId, Policy: locked })).rejects.toMatchObject(refusal)
    await expect(call('kms', 'CreateKey', { Policy: locked })).rejects.toMatchObject(refusal)
  })

  test('is taken when the check is bypassed, and can be replaced', async () => {
    await call('kms', 'PutKeyPolicy', { KeyId, Policy: locked, BypassPolicyLockoutSafetyCheck: true })
    await expect(call('kms', 'DescribeKey', { KeyId })).rejects.toMatchObject({ code: 'AccessDeniedException' })
    await call('kms', 'PutKeyPolicy', { KeyId, Policy: document({ Action: 'kms:*' }) })
    await call('kms', 'DescribeKey', { KeyId })
  })
})

test('a policy of a bucket may not speak of another', async () => {
  for (const Resource of ['arn:aws:s3:::other/*', 'arn:aws:s3:::buck', '*'])
    await expect(
      call('s3', 'PutBucketPolicy', { Bucket: 'bucket', Policy: document({ Action: 's3:GetObject', Resource }) }),
    ).rejects.toMatchObject({ code: 'MalformedPolicy', message: 'Policy has invalid resource' })
})

test('a session policy is read as an inline policy is', async () => {
  const session = { RoleArn: ROLE, RoleSessionName: 'session', Policy: document({ Action: 's3:*' }) }
  await expect(call('sts', 'AssumeRole', session)).rejects.toMatchObject({
    code: 'MalformedPolicyDocument',
    message: 'Policy document should not specify a principal.',
  })
})
