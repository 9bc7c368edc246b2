// Amazon EventBridge: rules, targets, events.

import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge'
import { refusal, useAccount } from './account.ts'

const account = useAccount()
const events = () => account.client(EventBridgeClient)

const makeRule = async (what: string, more: Partial<PutRuleCommandInput> = {}): Promise<string> => {
  const Name = account.name(what)
  const pattern = JSON.stringify({ source: ['conformance'] })
  await events().send(new PutRuleCommand({ Name, EventPattern: pattern, ...more }))
  account.later(() => events().send(new DeleteRuleCommand({ Name })))
  return Name
}

test('a rule is enabled and stands on the default bus', async () => {
  const Name = await makeRule('rule')
  expect(await events().send(new DescribeRuleCommand({ Name }))).toMatchObject({
    Name,
    Arn: account.arn('events', `rule/${Name}`),
    EventPattern: JSON.stringify({ source: ['conformance'] }),
    State: 'ENABLED',
    EventBusName: 'default',
  })
})

test('a rule that is not there', async () => {
  const Name = account.name('nothing')
  expect(await refusal(events().send(new DescribeRuleCommand({ Name })))).toEqual({
    name: 'ResourceNotFoundException',
    message: `Rule ${Name} does not exist on EventBus default.`,
    status: 400,
  })
  await events().send(new DeleteRuleCommand({ Name }))
})

test('a pattern that is no pattern', async () => {
  for (const EventPattern of ['{', '{"source":"conformance"}']) {
    const call = events().send(new PutRuleCommand({ Name: account.name('broken'), EventPattern }))
    const { name, message } = await refusal(call)
    expect([name, message]).toEqual([
      'InvalidEventPatternException',
      expect.stringMatching(/^Event pattern is not valid\. Reason: /),
    ])
  }
})

test('a rule with targets is not deleted', async () => {
  const Rule = await makeRule('targets')
  const Arn = account.arn('sns', account.name('target'))
  const put = await events().send(new PutTargetsCommand({ Rule, Targets: [{ Id: 'topic', Arn }] }))
  expect([put.FailedEntryCount, put.FailedEntries ?? []]).toEqual([0, []])
  expect((await events().send(new ListTargetsByRuleCommand({ Rule }))).Targets).toEqual([{ Id: 'topic', Arn }])
  expect(await refusal(events().send(new DeleteRuleCommand({ Name: Rule })))).toMatchObject({
    name: 'ValidationException',
    message: "Rule can't be deleted since it has targets.",
  })
  await events().send(new RemoveTargetsCommand({ Rule, Ids: ['topic'] }))
})

test('each event that is put gets an id', async () => {
  const entry = { Source: 'conformance', DetailType: 'Test', Detail: '{"a":1}' }
  const { FailedEntryCount, Entries } = await events().send(new PutEventsCommand({ Entries: [entry, entry] }))
  expect(FailedEntryCount).toBe(0)
  expect(Entries?.map(({ EventId }) => typeof EventId)).toEqual(['string', 'string'])
})

test.each<[string, object, boolean]>([
  ['a value of the list', { source: ['aws.s3', 'conformance'] }, true],
  ['another value', { source: ['other'] }, false],
  ['a member of the detail', { detail: { state: ['FAILED'] } }, true],
  ['a member that is not there', { detail: { missing: [{ exists: false }] } }, true],
  ['a prefix', { detail: { name: [{ prefix: 'main' }] } }, true],
  ['anything but', { detail: { state: [{ 'anything-but': ['FAILED'] }] } }, false],
  ['a number in a range', { detail: { count: [{ numeric: ['>', 1, '<=', 3] }] } }, true],
  ['one of two members', { $or: [{ source: ['other'] }, { detail: { state: ['FAILED'] } }] }, true],
])('a pattern matches: %s', async (_, pattern, matches) => {
  const event = {
    id: '1',
    source: 'conformance',
    'detail-type': 'Test',
    account: account.id,
    time: '2026-01-01T00:00:00Z',
    region: account.region,
    resources: [],
    detail: { state: 'FAILED', name: 'mainline', count: 3 },
  }
  const tested = await events().send(
    new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) }),
  )
  expect(tested.Result).toBe(matches)
})

test('a rule is listed, disabled, and enabled again', async () => {
  const Name = await makeRule('listed')
  const listed = async () => (await events().send(new ListRulesCommand({ NamePrefix: Name }))).Rules
  await events().send(new DisableRuleCommand({ Name }))
  expect(await listed()).toMatchObject([{ Name, State: 'DISABLED' }])
  await events().send(new EnableRuleCommand({ Name }))
  expect(await listed()).toMatchObject([{ Name, State: 'ENABLED' }])
})

test('rules are found by their target', async () => {
  const Rule = await makeRule('targeting')
  const TargetArn = account.arn('lambda', `function:${account.name('target')}`)
  await events().send(new PutTargetsCommand({ Rule, Targets: [{ Id: 'a', Arn: TargetArn }] }))
  expect((await events().send(new ListRuleNamesByTargetCommand({ TargetArn }))).RuleNames).toEqual([Rule])
  await events().send(new RemoveTargetsCommand({ Rule, Ids: ['a'] }))
  expect((await events().send(new ListRuleNamesByTargetCommand({ TargetArn }))).RuleNames).toEqual([])
})

test('a rule has tags', async () => {
  const Name = await makeRule('tagged', { Tags: [{ Key: 'a', Value: '1' }] })
  const ResourceARN = account.arn('events', `rule/${Name}`)
  await events().send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] }))
  await events().send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a'] }))
  expect((await events().send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual([
    { Key: 'b', Value: '2' },
  ])
})
