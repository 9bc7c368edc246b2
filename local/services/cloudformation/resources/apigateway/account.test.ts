// Which calls the account's setting makes.

import { created, updated } from '../../../../../tests/support/cloudformation/noting-hands.ts'

const TYPE = 'AWS::ApiGateway::Account'
const set = (value: string) => [
  'apigateway:UpdateAccount',
  { patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] },
]

test('a creation sets the role', async () => {
  const { made, calls } = await created(TYPE, { CloudWatchRoleArn: 'arn:one' })
  expect(calls).toEqual([set('arn:one')])
  expect(made.attributes).toEqual({ Id: made.physicalId })
})

test('a creation without a role leaves the one that is set', async () => {
  expect((await created(TYPE, {})).calls).toEqual([])
})

test.each([
  ['another role', { CloudWatchRoleArn: 'arn:two' }, [set('arn:two')]],
  ['no role', {}, [set('')]],
  ['the same role', { CloudWatchRoleArn: 'arn:one' }, []],
])('an update to %s', async (_, next, calls) => {
  expect(await updated(TYPE, { CloudWatchRoleArn: 'arn:one' }, next)).toEqual(calls)
})
