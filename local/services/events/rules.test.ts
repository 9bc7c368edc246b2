// Rules and entries: what is described, listed, tagged and refused.

import {
  cloud,
  FUNCTION,
  openEvents,
  PIPELINE,
  putRule,
  ROLE,
  RULE,
  seen,
} from '../../../tests/support/events/neighbours.ts'

openEvents()

test('PutEvents answers each entry for itself', async () => {
  const answer = await cloud.call('PutEvents', {
    Entries: [
      { Source: 'my.app', DetailType: 'T', Detail: '{}', Resources: ['a'] },
      { Source: 'aws.codepipeline', DetailType: 'T', Detail: '{}' },
      { Source: 'my.app', DetailType: 'T', Detail: '[]' },
      { Source: 'my.app', Detail: '{}' },
    ],
  })
  const EventId = seen[0]?.id
  expect(answer).toMatchObject({
    FailedEntryCount: 3,
    Entries: [
      { EventId },
      { ErrorCode: 'NotAuthorizedForSourceException' },
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'InvalidArgument' },
    ],
  })
  expect(seen).toMatchObject([{ source: 'my.app', 'detail-type': 'T', resources: ['a'], account: '000000000000' }])
})

test('rules are described, listed, tagged and deleted', async () => {
  await cloud.call('PutRule', {
    Name: 'r',
    EventPattern: '{"source":["a"]}',
    Description: 'd',
    Tags: [{ Key: 'a', Value: 'b' }],
  })
  expect(await cloud.call('DescribeRule', { Name: 'r' })).toMatchObject({
    Arn: RULE,
    State: 'ENABLED',
    Description: 'd',
  })
  expect(await cloud.call('ListRules', { NamePrefix: 'r' })).toMatchObject({ Rules: [{ Name: 'r' }] })
  await cloud.call('TagResource', { ResourceARN: RULE, Tags: [{ Key: 'c', Value: 'd' }] })
  await cloud.call('UntagResource', { ResourceARN: RULE, TagKeys: ['a'] })
  expect(await cloud.call('ListTagsForResource', { ResourceARN: RULE })).toEqual({ Tags: [{ Key: 'c', Value: 'd' }] })
  await cloud.call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: FUNCTION }] })
  await expect(cloud.call('DeleteRule', { Name: 'r' })).rejects.toThrow("Rule can't be deleted since it has targets.")
  expect(await cloud.call('ListTargetsByRule', { Rule: 'r' })).toMatchObject({ Targets: [{ Id: 't', Arn: FUNCTION }] })
  await cloud.call('RemoveTargets', { Rule: 'r', Ids: ['t'] })
  await cloud.call('DeleteRule', { Name: 'r' })
  await expect(cloud.call('DescribeRule', { Name: 'r' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
})

test('handing a role to EventBridge needs iam:PassRole', async () => {
  await putRule()
  expect(cloud.asked.map(({ access }) => access)).toContainEqual({
    action: 'iam:PassRole',
    resource: ROLE,
    context: { 'iam:PassedToService': 'events.amazonaws.com' },
  })
})

test.each([
  ['PutRule', { Name: 'r' }, 'ValidationException'],
  ['PutRule', { Name: 'a b', EventPattern: '{"a":[1]}' }, 'ValidationException'],
  ['PutRule', { Name: 'r', EventPattern: '{' }, 'InvalidEventPatternException'],
  ['PutRule', { Name: 'r', ScheduleExpression: 'sometimes' }, 'ValidationException'],
  ['PutRule', { Name: 'r', EventPattern: '{"a":[1]}', EventBusName: 'other' }, 'ResourceNotFoundException'],
  ['PutTargets', { Rule: 'nothing', Targets: [] }, 'ResourceNotFoundException'],
  ['PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: PIPELINE }] }, 'ValidationException'],
  [
    'PutTargets',
    { Rule: 'r', Targets: [{ Id: 't', Arn: 'arn:aws:sqs:us-east-1:000000000000:q' }] },
    'ValidationException',
  ],
  ['PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: FUNCTION, RetryPolicy: {} }] }, 'ValidationException'],
  [
    'PutTargets',
    { Rule: 'r', Targets: [{ Id: 't', Arn: FUNCTION, Input: '"a"', InputPath: '$' }] },
    'ValidationException',
  ],
  ['PutEvents', { Entries: [] }, 'ValidationException'],
  ['TestEventPattern', { EventPattern: '{"a":[1]}', Event: '{' }, 'ValidationException'],
])('%s with %j is a %s', async (name, input, code) => {
  await expect(cloud.call(name, input)).rejects.toMatchObject({ code })
})

test('TestEventPattern tells whether a pattern fits', async () => {
  const EventPattern = '{"source":["a"]}'
  expect(await cloud.call('TestEventPattern', { EventPattern, Event: '{"source":"a"}' })).toEqual({ Result: true })
  expect(await cloud.call('TestEventPattern', { EventPattern, Event: '{"source":"b"}' })).toEqual({ Result: false })
})
