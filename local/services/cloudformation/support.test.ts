// What is refused by name before anything is made.

import { stackWorld, template, thing } from '../../../tests/support/cloudformation/stack-world.ts'

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
const Mappings = { Sizes: { test: { Small: 'S' } } }
const found = { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Small'] }
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
    'such a property that names a resource',
    template({ One: thing(), Two: thing({ Ordered: { Ref: 'One' } }) }),
    'Two: Test::Thing Ordered is not carried out by the local cloud',
  ],
  [
    'one within another, beside what nobody knows yet',
    template({ One: thing(), Two: thing({ Layers: [{ Depth: { 'Fn::GetAtt': ['One', 'Size'] }, Glow: 'red' }] }) }),
    'Two: Test::Thing Layers.0.Glow is not carried out by the local cloud',
  ],
  [
    'a value of which the local cloud carries out others',
    template({ One: thing({ Layers: [{ Grain: 'coarse' }] }) }),
    'One: Test::Thing Layers.0.Grain coarse is not carried out by the local cloud; fine, none is',
  ],
  [
    'a key that its mapping does not have',
    template(
      { One: thing({ Text: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Two', 'Arn'] }, found]] } }), Two: thing() },
      { Parameters: { Stage: { Type: 'String', Default: 'nope' } }, Mappings },
    ),
    'Template error: Unable to get mapping for Sizes::nope::Small',
  ],
  [
    'a mapping that is not there',
    template({ One: thing({ Text: { 'Fn::FindInMap': ['Widths', 'a', 'b'] } }) }, { Mappings }),
    "Template error: Mapping named 'Widths' is not present in the 'Mappings' section of template.",
  ],
  [
    'a choice beyond the end of a list',
    template({ One: thing() }, { Outputs: { Out: { Value: { 'Fn::Select': [2, ['a', 'b']] } } } }),
    'Template error: Fn::Select cannot select nonexistent value at index 2',
  ],
  [
    'what a condition on the name of the stack brings in',
    template(
      { One: thing({ Text: secret }, { Condition: 'New' }) },
      { Conditions: { New: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'new'] } } },
    ),
    `One: The dynamic reference ${secret} is not carried out by the local cloud`,
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
  const changeSet = { StackName: 'new', ChangeSetName: 'first', ChangeSetType: 'CREATE', TemplateBody }
  await expect(stack.call('CreateChangeSet', changeSet)).rejects.toThrow(message)
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

test('what is refused may be given as long as it asks for nothing', async () => {
  const nothing = { Ordered: { 'Fn::If': ['Never', { Ref: 'One' }, { Ref: 'AWS::NoValue' }] }, Layers: [{ Glow: [] }] }
  const Resources = { One: thing({ Ordered: false }), Two: thing(nothing) }
  expect(await stack.create(template(Resources, { Conditions: { Never: never } }))).toBe('CREATE_COMPLETE')
  expect([...stack.world.things.values()].map(({ Ordered, Layers }) => [Ordered, Layers])).toEqual([
    [undefined, undefined],
    [undefined, [{}]],
  ])
  stack.world.calls.length = 0
})

test('a choice that depends on the stack or its resources is made when they are there', async () => {
  const chosen = (delimiter: string, from: object) => ({ 'Fn::Select': [1, { 'Fn::Split': [delimiter, from] }] })
  const body = template({
    One: thing({ Text: chosen('/', { Ref: 'AWS::StackId' }) }),
    Two: thing({ Text: chosen(':', { 'Fn::GetAtt': ['One', 'Arn'] }) }),
  })
  expect(await stack.create(body, { StackName: 'a-b' })).toBe('CREATE_COMPLETE')
  expect([...stack.world.things.values()].map(({ Text }) => Text)).toEqual(['a-b', expect.stringMatching(/^a-b-One-/)])
  stack.world.calls.length = 0
})
