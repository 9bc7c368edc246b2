// What rules of EventBridge see of a local cloud: what AWS announces, and nothing of its own bookkeeping.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRecord } from '../local/core/input/members.ts'
import { zipOf } from '../local/host/zip.ts'
import { type LocalCloud, startLocalCloud } from '../local/local-cloud.ts'
import { LONGEST_CHAIN } from '../local/services/events/deliver.ts'

let cloud: LocalCloud
let folder: string
const bugs: string[] = []
/** Events as rules took them to their targets. */
let taken: Record<string, unknown>[]

const call = (service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
  cloud.runtime.call(cloud.administrator, service, operation, input)

const rule = async (Name: string, pattern: unknown, Arn: string): Promise<void> => {
  await call('events', 'PutRule', { Name, EventPattern: JSON.stringify(pattern) })
  await call('events', 'PutTargets', { Rule: Name, Targets: [{ Id: 't', Arn }] })
}

const topic = async (): Promise<string> => {
  const { TopicArn } = (await call('sns', 'CreateTopic', { Name: 'told' })) as { TopicArn: string }
  return TopicArn
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trail-'))
  cloud = await startLocalCloud({ stateFolder: folder, port: 0, onBug: bug => bugs.push(bug) })
  taken = []
  cloud.runtime.subscribe(({ kept }) => {
    if (kept?.name === 'DeliveryBegun' && isRecord(kept.data)) taken.push(kept.data)
  })
})

afterEach(async () => {
  await cloud.runtime.idle()
  await cloud.stop()
  rmSync(folder, { recursive: true, force: true })
  expect(bugs.splice(0)).toEqual([])
})

const namesTaken = (): readonly string[] =>
  taken.map(({ event }) => (isRecord(event) && isRecord(event.detail) ? String(event.detail.eventName) : ''))

test('a rule on requestParameters fires for the call that fits, and for no other', async () => {
  const detail = { eventName: ['CreateLogGroup'], requestParameters: { logGroupName: [{ prefix: 'audited' }] } }
  await rule('by-name', { source: ['aws.logs'], detail }, await topic())
  await call('logs', 'CreateLogGroup', { logGroupName: 'other' })
  expect(taken).toEqual([])
  await call('logs', 'CreateLogGroup', { logGroupName: 'audited-1' })
  expect(taken).toMatchObject([{ rule: 'by-name', event: { detail: { eventName: 'CreateLogGroup' } } }])
})

test('a rule on userIdentity fires for the person who called', async () => {
  const { arn } = cloud.administrator as { arn: string }
  const detail = { userIdentity: { type: ['IAMUser'], arn: [arn] }, requestParameters: { userName: ['mallory'] } }
  await rule('by-person', { source: ['aws.iam'], detail }, await topic())
  await call('iam', 'CreateUser', { UserName: 'mallory' })
  expect(taken).toMatchObject([
    {
      event: {
        'detail-type': 'AWS API Call via CloudTrail',
        resources: [],
        detail: {
          eventSource: 'iam.amazonaws.com',
          eventName: 'CreateUser',
          requestParameters: { userName: 'mallory' },
          responseElements: { user: { userName: 'mallory', arn: 'arn:aws:iam::000000000000:user/mallory' } },
          recipientAccountId: '000000000000',
          readOnly: false,
        },
      },
    },
  ])
})

test('a secret is on no record', async () => {
  await rule('keys', { source: ['aws.iam'] }, await topic())
  await call('iam', 'CreateUser', { UserName: 'u' })
  const { AccessKey } = (await call('iam', 'CreateAccessKey', { UserName: 'u' })) as {
    AccessKey: { AccessKeyId: string; SecretAccessKey: string }
  }
  expect(namesTaken()).toEqual(['CreateUser', 'CreateAccessKey'])
  expect(JSON.stringify(taken)).toContain(AccessKey.AccessKeyId)
  expect(JSON.stringify(taken)).not.toContain(AccessKey.SecretAccessKey)
})

test('a call that is refused is an event with its errorCode, once', async () => {
  await rule('refused', { detail: { errorCode: [{ exists: true }] } }, await topic())
  const nobody = { ...cloud.administrator, arn: 'arn:aws:iam::000000000000:user/nobody', userName: 'nobody' }
  await expect(cloud.runtime.call(nobody, 'iam', 'CreateUser', { UserName: 'x' })).rejects.toMatchObject({
    code: 'AccessDenied',
  })
  await cloud.runtime.idle()
  expect(taken).toMatchObject([{ event: { detail: { eventName: 'CreateUser', errorCode: 'AccessDenied' } } }])
})

// Whatever a rule asks for, no delivery, queue or step of the local cloud's own is an event, and no delivery makes another.
test.each([
  [{ source: [{ prefix: 'aws.' }] }],
  [{ source: ['aws.lambda'] }],
  [{ source: ['aws.events'] }],
  [{ source: ['aws.sns'] }],
  [{ account: ['000000000000'] }],
])('deliveries of a rule on %j end', async pattern => {
  const role = 'arn:aws:iam::000000000000:role/f'
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  await call('iam', 'CreateRole', {
    RoleName: 'f',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  })
  const ZipFile = await zipOf({ 'index.mjs': 'export const handler = async () => 1' })
  const made = { FunctionName: 'f', Runtime: 'nodejs24.x', Role: role, Handler: 'index.handler', Code: { ZipFile } }
  const { FunctionArn } = (await call('lambda', 'CreateFunction', made)) as { FunctionArn: string }
  const grant = { StatementId: 'e', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' }
  await call('lambda', 'AddPermission', { FunctionName: 'f', ...grant })
  // One target may be reached, the other refuses: a failure is no event either.
  await rule('allowed', pattern, FunctionArn)
  await rule('refused', pattern, await topic())
  taken.length = 0
  await call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload: Buffer.from('{}') })
  await call('lambda', 'TagResource', { Resource: FunctionArn, Tags: { a: 'b' } })
  await call('events', 'DisableRule', { Name: 'unknown' }).catch(() => {})
  await call('sns', 'CreateTopic', { Name: 'another' })
  await cloud.runtime.idle()
  // Three calls of a person, and what the function's role asks of CloudWatch Logs, which is refused each time.
  expect(taken.length).toBeLessThanOrEqual(2 * (3 + LONGEST_CHAIN))
  for (const { event } of taken) {
    expect(event).not.toHaveProperty('kept')
    expect(event).toMatchObject({
      'detail-type': 'AWS API Call via CloudTrail',
      detail: {
        eventVersion: expect.any(String),
        userIdentity: { type: expect.stringMatching(/^(IAMUser|AssumedRole)$/) },
      },
    })
  }
})
