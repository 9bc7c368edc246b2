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
    'an argument of another form',
    template({ One: thing({ Text: { 'Fn::Join': ['', 'a'] } }) }),
    'Template error: every Fn::Join object requires two parameters',
  ],
  [
    'an unknown function',
    template({ One: thing({ Text: { 'Fn::Jion': ['', ['a']] } }) }),
    'Template error: Encountered unsupported function: Fn::Jion',
  ],
  [
    'a macro in a property',
    template({ One: thing({ Text: { 'Fn::Transform': { Name: 'AWS::Include' } } }) }),
    'Fn::Transform with AWS::Include is not carried out by the local cloud',
  ],
  [
    'a resource that its condition leaves out',
    template(
      { One: thing({}, { Condition: 'Never' }), Two: thing({ Text: { Ref: 'One' } }) },
      { Conditions: { Never: never } },
    ),
    'Template format error: Unresolved resource dependencies [One] in the Resources block of the template',
  ],
  [
    'an output of a resource that its condition leaves out',
    template(
      { One: thing({}, { Condition: 'Never' }), Two: thing() },
      { Conditions: { Never: never }, Outputs: { Out: { Value: { 'Fn::GetAtt': ['One', 'Arn'] } } } },
    ),
    'Template format error: Unresolved resource dependencies [One] in the Outputs block of the template',
  ],
  [
    'a null that a transform leaves',
    `Transform: AWS::Serverless-2016-10-31\nResources: {One: {Type: Test::Thing, Properties: {Text: }}}`,
    "[/Resources/One/Type/Text] 'null' values are not allowed in templates",
  ],
  [
    'what is wrong for AWS, what the transform refuses, and what the local cloud lacks, all at once',
    `Transform: AWS::Serverless-2016-10-31
Resources:
  Table: { Type: AWS::Serverless::SimpleTable }
  Address: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: a.b, InlineCode: x, FunctionUrlConfig: { AuthType: NONE } } }
  Reader:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: a.b, InlineCode: x, Policies: [{ ComprehendBasicAccessPolicy: {} }] }
  Other: { Type: Test::Thing, Properties: { Text: !GetAtt One.Nope, Nope: 1 } }
  One: { Type: Test::Thing }`,
    [
      'Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: 1.',
      "'ComprehendBasicAccessPolicy'",
      'Other (Test::Thing): Encountered unsupported property Nope',
      unknown,
      'Table: Resource type AWS::DynamoDB::Table is not carried out by the local cloud',
      'AddressUrl: Resource type AWS::Lambda::Url is not carried out by the local cloud',
    ].join('|'),
  ],
  [
    'an output of such an attribute',
    template({ One: thing() }, { Outputs: { Out: { Value: { 'Fn::Sub': '${One.Nope}' } } } }),
    unknown,
  ],
])('%s is refused before anything is made', async (_, TemplateBody, message) => {
  const { call } = stack
  const Capabilities = ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_IAM']
  const input = { StackName: 'new', TemplateBody, Capabilities }
  const changeSet = { ...input, ChangeSetName: 'first', ChangeSetType: 'CREATE' }
  // A change set of a template with a transform fails afterwards.
  const calls = [
    call('CreateStack', input),
    ...(/Transform: /.test(TemplateBody) ? [] : [call('CreateChangeSet', changeSet)]),
  ]
  for (const made of calls) {
    const refused = await made.catch(error => error)
    for (const part of message.split('|')) expect(String(refused)).toContain(part)
  }
})

test.each<[string, object]>([
  ['a key', { S: { stack: { k: 'true' } } }],
  ['the name of the map', { stack: { S: { k: 'true' } } }],
])('the name of the stack is %s of a mapping that a condition looks into', async (_, Mappings) => {
  const path = 'S' in Mappings ? ['S', { Ref: 'AWS::StackName' }, 'k'] : [{ Ref: 'AWS::StackName' }, 'S', 'k']
  const conditions = {
    Conditions: {
      Found: { 'Fn::Equals': [{ 'Fn::FindInMap': path }, 'true'] },
      Id: { 'Fn::Equals': [{ 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }, 'stack'] },
      Both: { 'Fn::And': [{ Condition: 'Found' }, { Condition: 'Id' }] },
    },
  }
  const body = template({ One: thing({}, { Condition: 'Both' }), Two: thing() }, { Mappings, ...conditions })
  await stack.call('CreateChangeSet', {
    StackName: 'stack',
    ChangeSetName: 'set',
    ChangeSetType: 'CREATE',
    TemplateBody: body,
  })
  await stack.cloud().runtime.idle()
  const set = (await stack.call('DescribeChangeSet', { StackName: 'stack', ChangeSetName: 'set' })) as {
    Changes: readonly unknown[]
  }
  expect(set.Changes).toHaveLength(2)
  await stack.call('DeleteStack', { StackName: 'stack' })
  await stack.cloud().runtime.idle()
  expect(await stack.create(body)).toBe('CREATE_COMPLETE')
  expect(stack.world.calls).toHaveLength(2)
  stack.world.calls.length = 0
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
