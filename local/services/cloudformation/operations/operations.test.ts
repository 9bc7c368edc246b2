// What the operations answer and refuse.

import { stackWorld, template, thing } from '../../../../tests/support/cloudformation/stack-world.ts'
import { roleSession } from '../../../core/principal.ts'

let stack: ReturnType<typeof stackWorld>
beforeEach(() => {
  stack = stackWorld()
})
afterEach(async () => {
  expect(stack.cloud().bugs).toEqual([])
  await stack.close()
})

const one = template({ One: thing({ Name: 'one' }) })

const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call
    return 'not refused'
  } catch (error) {
    return error instanceof Error ? `${Reflect.get(error, 'code')}: ${error.message}` : String(error)
  }
}

const role = { Type: 'AWS::IAM::Role', Properties: {} }

test.each<[string, string, Record<string, unknown>, string]>([
  [
    'a bad name',
    'CreateStack',
    { StackName: '1x', TemplateBody: one },
    "ValidationError: 1 validation error detected: Value '1x' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
  ],
  [
    'no template',
    'CreateStack',
    { StackName: 'new' },
    'ValidationError: Either Template URL or Template Body must be specified.',
  ],
  [
    'two templates',
    'CreateStack',
    { StackName: 'new', TemplateBody: one, TemplateURL: 'http://x/y/z' },
    'ValidationError: You cannot specify more than one of TemplateBody and TemplateURL',
  ],
  [
    'a name that is taken',
    'CreateStack',
    { StackName: 'stack', TemplateBody: one },
    'AlreadyExistsException: Stack [stack] already exists',
  ],
  [
    'a URL of somebody else',
    'CreateStack',
    { StackName: 'new', TemplateURL: 'https://example.com/a/b' },
    'ValidationError: TemplateURL must be a supported URL.',
  ],
  [
    'two wishes for a failure',
    'CreateStack',
    { StackName: 'new', TemplateBody: one, DisableRollback: true, OnFailure: 'DELETE' },
    'ValidationError: You can specify either OnFailure or DisableRollback, but not both.',
  ],
  [
    'members that are not carried out',
    'CreateStack',
    { StackName: 'new', TemplateBody: one, TimeoutInMinutes: 5, NotificationARNs: ['arn'] },
    'ValidationError: The parameters [NotificationARNs, TimeoutInMinutes] are not carried out by the local cloud; leave them out',
  ],
  [
    'a parameter that the template does not have',
    'CreateStack',
    { StackName: 'new', TemplateBody: one, Parameters: [{ ParameterKey: 'X', ParameterValue: '1' }] },
    'ValidationError: Parameters: [X] do not exist in the template',
  ],
  [
    'types that are not carried out, all at once',
    'CreateStack',
    { StackName: 'new', TemplateBody: template({ A: { Type: 'AWS::X::Y' }, B: { Type: 'Custom::Z' } }) },
    'ValidationError: A: Resource type AWS::X::Y is not carried out by the local cloud\nB: Resource type Custom::Z is not carried out by the local cloud',
  ],
  [
    'a property that does not exist',
    'CreateStack',
    { StackName: 'new', TemplateBody: template({ A: thing({ Naem: 'x', Size: 'big' }) }) },
    'ValidationError: A (Test::Thing): Encountered unsupported property Naem\nProperties validation failed for resource A with message:\n[#/Size: expected type: Integer, found: String]',
  ],
  [
    'an IAM resource without the capability',
    'CreateStack',
    { StackName: 'new', TemplateBody: template({ R: role }) },
    'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_IAM]',
  ],
  [
    'a named IAM resource without the capability',
    'CreateStack',
    {
      StackName: 'new',
      TemplateBody: template({ R: { ...role, Properties: { RoleName: 'r' } } }),
      Capabilities: ['CAPABILITY_IAM'],
    },
    'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_NAMED_IAM]',
  ],
  [
    'a transform without the capability',
    'CreateStack',
    { StackName: 'new', TemplateBody: template({ One: thing() }, { Transform: 'AWS::LanguageExtensions' }) },
    'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
  ],
  [
    'an unknown transform',
    'CreateStack',
    { StackName: 'new', TemplateBody: template({ One: thing() }, { Transform: 'Mine' }) },
    'ValidationError: No transform named Mine found.',
  ],
  [
    'a reference to nothing',
    'CreateStack',
    { StackName: 'new', TemplateBody: template({ One: thing({ Text: { Ref: 'Nothing' } }) }) },
    'ValidationError: Template format error: Unresolved resource dependencies [Nothing] in the Resources block of the template',
  ],
  [
    'a snapshot',
    'CreateStack',
    { StackName: 'new', TemplateBody: template({ One: thing({}, { DeletionPolicy: 'Snapshot' }) }) },
    'ValidationError: One: DeletionPolicy Snapshot is not carried out by the local cloud; it takes Delete, Retain, RetainExceptOnCreate',
  ],
  [
    'nothing to update',
    'UpdateStack',
    { StackName: 'stack', UsePreviousTemplate: true },
    'ValidationError: No updates are to be performed.',
  ],
  [
    'an update of nothing',
    'UpdateStack',
    { StackName: 'none', TemplateBody: one },
    'ValidationError: Stack [none] does not exist',
  ],
  ['a look at nothing', 'DescribeStacks', { StackName: 'none' }, 'ValidationError: Stack with id none does not exist'],
  ['events of nothing', 'DescribeStackEvents', { StackName: 'none' }, 'ValidationError: Stack [none] does not exist'],
  [
    'a resource that is not there',
    'DescribeStackResource',
    { StackName: 'stack', LogicalResourceId: 'Two' },
    'ValidationError: Resource Two does not exist for stack stack',
  ],
  [
    'a cancellation at rest',
    'CancelUpdateStack',
    { StackName: 'stack' },
    'ValidationError: CancelUpdateStack cannot be called from current stack status',
  ],
  ['an import of nothing', 'ListImports', { ExportName: 'none' }, "ValidationError: Export 'none' does not exist."],
  ['a page that was never given', 'ListStacks', { NextToken: 'x' }, 'ValidationError: NextToken is not valid'],
  [
    'a change set that is not there',
    'DescribeChangeSet',
    { StackName: 'stack', ChangeSetName: 'none' },
    'ChangeSetNotFound: ChangeSet [none] does not exist',
  ],
])('refused: %s', async (_, operation, input, expected) => {
  await stack.create(one)
  expect(await refusal(stack.call(operation, input))).toBe(expected)
})

test('a template in the request has at most 51,200 bytes, from the pipeline 1 MB', async () => {
  const long = template({ One: thing({ Text: 'x'.repeat(60_000) }) })
  expect(await refusal(stack.create(long))).toMatch(/Member must have length less than or equal to 51200/)
  const { runtime } = stack.cloud()
  const by = 'codepipeline.amazonaws.com'
  const roleArn = 'arn:aws:iam::000000000000:role/r'
  const pipeline = roleSession({ roleArn, roleId: 'AROATESTTESTTESTTESTT', sessionName: 's', by })
  await runtime.call(pipeline, 'cloudformation', 'CreateStack', { StackName: 'stack', TemplateBody: long })
  await runtime.idle()
  expect(await stack.status()).toBe('CREATE_COMPLETE')
})

test('the same token starts an operation once', async () => {
  const input = { StackName: 'stack', TemplateBody: one, ClientRequestToken: 'token' }
  const [first, second] = [await stack.call('CreateStack', input), await stack.call('CreateStack', input)]
  await stack.cloud().runtime.idle()
  expect(second).toEqual(first)
  expect(stack.world.calls).toEqual(['create one'])
})

test('a protected stack cannot be deleted', async () => {
  await stack.create(one, { EnableTerminationProtection: true })
  expect(await refusal(stack.call('DeleteStack', { StackName: 'stack' }))).toMatch(
    /^ValidationError: Stack \[arn:.*\] cannot be deleted while TerminationProtection is enabled$/,
  )
  await stack.call('UpdateTerminationProtection', { StackName: 'stack', EnableTerminationProtection: 'false' })
  await stack.call('DeleteStack', { StackName: 'stack' })
  await stack.cloud().runtime.idle()
  expect(stack.world.things.size).toBe(0)
})

test('secrets are never shown, and are kept for the next update', async () => {
  const Parameters = { Secret: { Type: 'String', NoEcho: true } }
  const body = (size: number) =>
    template({ One: thing({ Name: 'one', Size: size, Text: { Ref: 'Secret' } }) }, { Parameters })
  await stack.create(body(1), { Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hush' }] })
  const { Stacks } = await stack.call('DescribeStacks', { StackName: 'stack' })
  expect(Stacks).toEqual([
    expect.objectContaining({ Parameters: [{ ParameterKey: 'Secret', ParameterValue: '****' }] }),
  ])
  await stack.update(body(2), { Parameters: [{ ParameterKey: 'Secret', UsePreviousValue: true }] })
  expect(stack.world.things.get('one')).toEqual({ Name: 'one', Size: 2, Text: 'hush' })
})

test('a condition decides whether a resource is made', async () => {
  const sections = {
    Parameters: { Wanted: { Type: 'String', Default: 'yes' } },
    Conditions: { IsWanted: { 'Fn::Equals': [{ Ref: 'Wanted' }, 'yes'] } },
  }
  const body = template(
    { One: thing({ Name: 'one' }), Two: thing({ Name: 'two' }, { Condition: 'IsWanted' }) },
    sections,
  )
  await stack.create(body)
  expect([...stack.world.things.keys()]).toEqual(['one', 'two'])
  await stack.update(body, { Parameters: [{ ParameterKey: 'Wanted', ParameterValue: 'no' }] })
  expect([...stack.world.things.keys()]).toEqual(['one'])
})

test('the permissions that are asked for name the stack, the role that is passed, and the condition keys', async () => {
  const RoleARN = 'arn:aws:iam::000000000000:role/deployer'
  await stack.create(one, { RoleARN, Tags: [{ Key: 'team', Value: 'a' }] })
  const { asked } = stack.cloud()
  expect(asked.map(({ access }) => access)).toEqual([
    {
      action: 'cloudformation:CreateStack',
      resource: 'arn:aws:cloudformation:us-east-1:000000000000:stack/stack/*',
      context: { 'cloudformation:RoleArn': RoleARN, 'aws:TagKeys': ['team'], 'aws:RequestTag/team': 'a' },
    },
    { action: 'iam:PassRole', resource: RoleARN, context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
    { action: 'cloudformation:DescribeStacks', resource: expect.stringMatching(/:stack\/stack\/[-0-9a-f]{36}$/) },
  ])
})

test('templates can be read back, summarized and validated', async () => {
  const body = template(
    { One: thing({ Name: 'one' }), R: { ...role, Condition: 'Never' } },
    {
      Description: 'about',
      Parameters: { P: { Type: 'Number', Default: '1', Description: 'p' } },
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    },
  )
  await stack.create(body)
  expect(await stack.call('GetTemplate', { StackName: 'stack' })).toMatchObject({ TemplateBody: body })
  const parameter = { ParameterKey: 'P', DefaultValue: '1', NoEcho: false, Description: 'p' }
  expect(await stack.call('ValidateTemplate', { TemplateBody: body })).toEqual({
    Description: 'about',
    Capabilities: ['CAPABILITY_IAM'],
    CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
    DeclaredTransforms: [],
    Parameters: [parameter],
  })
  expect(await stack.call('GetTemplateSummary', { StackName: 'stack' })).toMatchObject({
    Parameters: [{ ...parameter, ParameterType: 'Number' }],
    ResourceTypes: ['Test::Thing', 'AWS::IAM::Role'],
  })
})

test('an update that names its stack by ARN means the same stack: its name is no change', async () => {
  const body = template({ One: thing({ Text: { Ref: 'AWS::StackName' } }) })
  await stack.create(body)
  const { Stacks } = await stack.call('DescribeStacks', { StackName: 'stack' })
  const [{ StackId }] = Stacks as unknown as readonly [{ readonly StackId: string }]
  await expect(stack.call('UpdateStack', { StackName: StackId, TemplateBody: body })).rejects.toThrow(
    'No updates are to be performed.',
  )
})
