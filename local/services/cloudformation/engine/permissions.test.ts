// The permissions of CloudFormation's own handlers, and whose they must be.

import { stackWorld, template, thing } from '../../../../tests/support/cloudformation/stack-world.ts'
import { ServiceError } from '../../../core/errors.ts'

const RoleARN = 'arn:aws:iam::000000000000:role/deployer'
const body = template({ One: thing({ Name: 'one', Text: 'looked at' }), Two: thing({ Name: 'two' }) })

test('what a handler looks at is evaluated for the stack’s role, under its condition', async () => {
  const stack = stackWorld()
  await stack.create(body, { RoleARN })
  await stack.settled('DeleteStack', {}).catch(() => 'gone')
  const looked = stack.cloud().asked.filter(({ access }) => access.action === 'test:GetThing')
  expect(looked.map(({ access }) => access.resource)).toEqual(['one', 'one'])
  expect(looked.map(({ principal }) => principal)).toEqual(
    [1, 2].map(() =>
      expect.objectContaining({ kind: 'session', roleArn: RoleARN, by: 'cloudformation.amazonaws.com' }),
    ),
  )
  await stack.close()
})

test('a refusal fails the resource with AWS’s words and is rolled back', async () => {
  const words = 'User: deployer is not authorized to perform: test:GetThing on resource: one'
  let refusing = true
  const stack = stackWorld({
    refuse: (_, { action }) =>
      action === 'test:GetThing' && refusing ? new ServiceError('AccessDenied', words, 403) : undefined,
  })
  const leave = stack.cloud().runtime.subscribe(event => {
    if (JSON.stringify(event.detail).includes('"ROLLBACK_IN_PROGRESS"')) refusing = false
  })
  expect(await stack.create(body, { RoleARN })).toBe('ROLLBACK_COMPLETE')
  leave()
  expect((await stack.events()).find(event => event.startsWith('One CREATE_FAILED'))).toMatch(
    /^One CREATE_FAILED Resource handler returned message: "User: deployer is not authorized to perform: test:GetThing on resource: one \(Service: Thing, Status Code: 403, Request ID: .*\)" \(RequestToken: .*, HandlerErrorCode: AccessDenied\)$/,
  )
  expect(stack.world.things.size).toBe(0)
  await stack.close()
})
