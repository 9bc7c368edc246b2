// Which calls a rule makes.

import { created, updated } from '../../../../../tests/support/cloudformation/noting-hands.ts'

test('a rule puts its targets and takes back those it no longer has', async () => {
  const before = { Name: 'r', EventPattern: { source: ['a'] }, Targets: [{ Id: '1', Arn: 'one' }] }
  const answers = { PutRule: { RuleArn: 'arn' }, PutTargets: { FailedEntryCount: 0 } }
  const calls = await updated(
    'AWS::Events::Rule',
    before,
    { ...before, Targets: [{ Id: '2', Arn: 'two' }] },
    { answers },
  )
  expect(calls).toEqual([
    ['events:PutRule', { Name: 'r', EventPattern: '{"source":["a"]}' }],
    ['events:RemoveTargets', { Rule: 'r', Ids: ['1'] }],
    ['events:PutTargets', { Rule: 'r', Targets: [{ Id: '2', Arn: 'two' }] }],
  ])
  const failing = {
    ...answers,
    PutTargets: { FailedEntryCount: 1, FailedEntries: [{ ErrorCode: 'X', ErrorMessage: 'no' }] },
  }
  await expect(created('AWS::Events::Rule', before, failing)).rejects.toMatchObject({ code: 'X', message: 'no' })
})
