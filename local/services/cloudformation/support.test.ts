// What is refused by name before anything is made.

import { stackWorld, template, thing } from './testing/stack-world.ts'

let stack: ReturnType<typeof stackWorld>
beforeEach(() => {
  stack = stackWorld()
})
afterEach(async () => {
  expect(stack.world.calls).toEqual([])
  await stack.close()
})

const secret = '{{resolve:secretsmanager:db:SecretString:password}}'
const composed = { 'Fn::Sub': '{{resolve:secretsmanager:${AWS::StackName}:SecretString:password}}' }
const never = { 'Fn::Equals': ['a', 'b'] }
const unknown = 'Template error: resource One does not support attribute type Nope in Fn::GetAtt'

test.each<[string, string, string]>([
  [
    'a dynamic reference',
    template({ One: thing({ Text: secret }) }),
    `One: The dynamic reference ${secret} is not carried out by the local cloud`,
  ],
  [
    'a dynamic reference that a function composes',
    template({ One: thing({ Text: composed }) }),
    `One: The dynamic reference ${composed['Fn::Sub']} is not carried out by the local cloud`,
  ],
  [
    'a property that makes another kind of resource',
    template({ One: thing({ Ordered: { 'Fn::If': ['Never', true, 'yes'] } }) }, { Conditions: { Never: never } }),
    'One: Test::Thing Ordered is not carried out by the local cloud',
  ],
  [
    'an attribute that the resource does not have',
    template({ One: thing(), Two: thing({ Text: { 'Fn::GetAtt': ['One', 'Nope'] } }) }),
    unknown,
  ],
  [
    'an output of such an attribute',
    template({ One: thing() }, { Outputs: { Out: { Value: { 'Fn::Sub': '${One.Nope}' } } } }),
    unknown,
  ],
])('%s is refused before anything is made', async (_, TemplateBody, message) => {
  await expect(stack.call('CreateStack', { StackName: 'new', TemplateBody })).rejects.toThrow(message)
})

test('what a condition leaves out is not looked at', async () => {
  const body = template(
    { One: thing({ Text: { 'Fn::If': ['Never', secret, { Ref: 'AWS::NoValue' }] } }) },
    {
      Conditions: { Never: never },
      Outputs: { Out: { Condition: 'Never', Value: { 'Fn::GetAtt': ['One', 'Nope'] } } },
    },
  )
  expect(await stack.create(body)).toBe('CREATE_COMPLETE')
  stack.world.calls.length = 0
})

test('a property that makes another kind of resource may be false, and is refused when it is known late', async () => {
  const late = { One: thing({ Ordered: false }), Two: thing({ Ordered: { Ref: 'One' } }) }
  expect(await stack.create(template(late))).toBe('ROLLBACK_COMPLETE')
  expect((await stack.events()).join('\n')).toContain('[#/Ordered: not carried out by the local cloud]')
  stack.world.calls.length = 0
})
