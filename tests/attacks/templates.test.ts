// Templates of somebody who may push: the deployment role of the stage and the permissions boundary are what stops them.
// Beta is the first stage that a commit reaches, so what Beta refuses never comes near Gamma and Prod.

import { type Scene, startScene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await startScene()
})
afterAll(async () => await scene.close())

interface Attack {
  /** app-sam.yaml unless told otherwise. */
  readonly file?: 'test-sam.yaml'
  /** Resources to be added to the file, as YAML. */
  readonly resources?: string
  /** Text of the file, and what stands there instead. */
  readonly edit?: readonly [from: string, to: string]
  /** The action that is refused. */
  readonly refused: string
  /** The resource that the refusal names. */
  readonly resource: string
  /** Why it is refused, unless no policy allows it. */
  readonly because?: string
  /** It goes the whole way: pushed, built and deployed by the pipeline. The others begin where the way differs, at the stack. */
  readonly isPushed?: true
}

const account = '000000000000'
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`
const role = (id: string) => scene.before.roleArns.find(found => found.includes(`-${id}`)) ?? ''
const startTests = 'TimeService_start_tests'
const physical = (stack: string, logicalId: string): string =>
  scene.before.stacks.find(({ StackName }) => StackName === stack)?.resources.get(logicalId) ?? ''

const trust = `{ Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }`
const BOUNDARY =
  '      PermissionsBoundary: !If [HasPermissionsBoundary, !Ref PermissionsBoundary, !Ref AWS::NoValue]\n'
const administrator = 'ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]'

const attacks: Readonly<Record<string, () => Attack>> = {
  'makes an administrator role': () => ({
    resources: `
  Mine:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: ${trust}
      ${administrator}`,
    refused: 'iam:CreateRole',
    resource: `arn:aws:iam::${account}:role/TimeService-beta-Mine-`,
    isPushed: true,
  }),
  'makes an administrator role under the boundary': () => ({
    resources: `
  Mine:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: ${trust}
      PermissionsBoundary: !Ref PermissionsBoundary
      ${administrator}`,
    refused: 'iam:AttachRolePolicy',
    resource: `arn:aws:iam::${account}:role/TimeService-beta-Mine-`,
  }),
  "makes the function's role an administrator": () => ({
    edit: ['      Tracing: Active', '      Tracing: Active\n      Policies: [AdministratorAccess]'],
    refused: 'iam:AttachRolePolicy',
    resource: role('FunctionRole'),
  }),
  'drops the boundary': () => ({
    edit: [BOUNDARY, ''],
    refused: 'iam:DeleteRolePermissionsBoundary',
    resource: role('FunctionRole'),
  }),
  'takes the boundary of Prod': () => ({
    edit: [
      '!If [HasPermissionsBoundary, !Ref PermissionsBoundary, !Ref AWS::NoValue]',
      scene.flow.outputs.get('ProdBoundaryArn') ?? '',
    ],
    refused: 'iam:PutRolePermissionsBoundary',
    resource: role('FunctionRole'),
  }),
  "passes the pipeline's role": () => ({
    edit: ['      Tracing: Active', `      Tracing: Active\n      Role: ${role('PipelineRole')}`],
    refused: 'iam:PassRole',
    resource: role('PipelineRole'),
  }),
  "passes the role of Prod's function": () => ({
    edit: ['      Tracing: Active', `      Tracing: Active\n      Role: ${role('prod-FunctionRole')}`],
    refused: 'iam:PassRole',
    resource: role('prod-FunctionRole'),
  }),
  "takes the name of the pipeline's function": () => ({
    edit: ['      Tracing: Active', `      Tracing: Active\n      FunctionName: ${startTests}`],
    refused: 'lambda:CreateFunction',
    resource: arn('lambda', `function:${startTests}`),
  }),
  "lets everybody call the pipeline's function": () => ({
    resources: `
  Mine:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: ${startTests}, Action: lambda:InvokeFunction, Principal: '*' }`,
    refused: 'lambda:AddPermission',
    resource: arn('lambda', `function:${startTests}`),
  }),
  'lets everybody call its own function': () => ({
    resources: `
  Mine:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref Function, Action: lambda:InvokeFunction, Principal: '*' }`,
    refused: 'lambda:AddPermission',
    resource: arn('lambda', `function:${physical('TimeService-beta', 'Function')}`),
  }),
  'lets another account call its own function': () => ({
    resources: `
  Mine:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref FunctionAliaslive, Action: lambda:InvokeFunction, Principal: '111122223333' }`,
    refused: 'lambda:AddPermission',
    resource: arn('lambda', `function:${physical('TimeService-beta', 'Function')}:live`),
  }),
  "publishes a version of the pipeline's function": () => ({
    resources: `
  Mine:
    Type: AWS::Lambda::Version
    Properties: { FunctionName: ${startTests} }`,
    refused: 'lambda:ListVersionsByFunction', // CloudFormation looks whether the resource is there already, with the same role
    resource: arn('lambda', `function:${startTests}`),
  }),
  "sends the pipeline's function's failures elsewhere": () => ({
    resources: `
  Mine:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: ${startTests}, Qualifier: $LATEST, MaximumRetryAttempts: 2 }`,
    refused: 'lambda:GetFunctionEventInvokeConfig',
    resource: arn('lambda', `function:${startTests}`),
  }),
  "takes Prod's log group": () => ({
    edit: ['LogGroupName: !Sub /aws/lambda/${AWS::StackName}', 'LogGroupName: /aws/lambda/TimeService-prod'],
    refused: 'logs:CreateLogGroup',
    resource: arn('logs', 'log-group:/aws/lambda/TimeService-prod'),
  }),
  "calls Prod's function its own": () => ({
    edit: ['      Tracing: Active', '      Tracing: Active\n      FunctionName: TimeService-prod-Function'],
    refused: 'lambda:CreateFunction',
    resource: arn('lambda', 'function:TimeService-prod-Function'),
  }),
  "moves Prod's alias": () => ({
    resources: `
  Mine:
    Type: AWS::Lambda::Alias
    Properties: { FunctionName: ${physical('TimeService-prod', 'Function')}, FunctionVersion: '1', Name: mine }`,
    refused: 'lambda:CreateAlias',
    resource: arn('lambda', `function:${physical('TimeService-prod', 'Function')}`),
  }),
  "deploys to Prod's API": () => ({
    resources: `
  Mine:
    Type: AWS::ApiGateway::Deployment
    Properties: { RestApiId: ${physical('TimeService-prod', 'Api')}, StageName: prod }`,
    refused: 'apigateway:POST',
    resource: `arn:aws:apigateway:us-east-1::/restapis/${physical('TimeService-prod', 'Api')}/deployments`,
    because: 'with an explicit deny in an identity-based policy',
  }),
  "opens the pipeline's bucket": () => ({
    resources: `
  Mine:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: ${scene.flow.outputs.get('ArtifactBucketName')}
      PolicyDocument:
        Statement: [{ Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: 'arn:aws:s3:::${scene.flow.outputs.get('ArtifactBucketName')}/*' }]`,
    refused: 's3:GetBucketPolicy',
    resource: `arn:aws:s3:::${scene.flow.outputs.get('ArtifactBucketName')}`,
  }),
  "passes the pipeline's role to the tests": () => ({
    file: 'test-sam.yaml',
    edit: ['      Timeout: 300', `      Timeout: 300\n      Role: ${role('PipelineRole')}`],
    refused: 'iam:PassRole',
    resource: role('PipelineRole'),
  }),
  'drops the boundary of the tests': () => ({
    file: 'test-sam.yaml',
    edit: [BOUNDARY, ''],
    refused: 'iam:DeleteRolePermissionsBoundary',
    resource: role('TestsRole'),
    isPushed: true,
  }),
  "lets the tests take the name of the pipeline's function": () => ({
    file: 'test-sam.yaml',
    edit: ['      Timeout: 300', `      Timeout: 300\n      FunctionName: ${startTests}`],
    refused: 'lambda:CreateFunction',
    resource: arn('lambda', `function:${startTests}`),
  }),
}

test.each(Object.keys(attacks))('a template that %s', async name => {
  const attack = attacks[name]?.()
  if (!attack) throw new Error(name)
  const { file = 'app-sam.yaml', because = 'because no identity-based policy allows' } = attack
  const [from, to] = attack.edit ?? ['\nOutputs:', `${attack.resources}\n\nOutputs:`]
  const before = await scene.now()
  const text = scene.edited(file, from, to)
  const { action, reason, refusals } = attack.isPushed
    ? await scene.attack(name, { [file]: text })
    : await scene.deploy(file, text)
  const deployer = role(file === 'app-sam.yaml' ? 'BetaDeploymentRole' : 'TestsDeploymentRole')
  expect(action).toBe(file === 'app-sam.yaml' ? 'Beta/Deploy' : 'DeployTests/Deploy')
  const refusal = `User: arn:aws:sts::${account}:assumed-role/${deployer.split('/').at(-1)}/AWSCloudFormation is not authorized to perform: ${attack.refused} on resource: ${attack.resource}`
  expect(refusals).toEqual([expect.stringContaining(refusal)])
  expect(refusals[0]).toContain(because)
  expect(reason).toContain(refusals[0])
  expect(await scene.now()).toEqual(before)
})

test.each([
  ['behind a path of its own', () => role('prod-FunctionRole').replace(':role/', ':role/TimeService-beta-x/')],
  [
    'behind such a path in another account',
    () => role('prod-FunctionRole').replace(`:${account}:role/`, ':111111111111:role/TimeService-beta-x/'),
  ],
])("a template that names the role of Prod's function %s is refused", async (_, named) => {
  const before = await scene.now()
  const edited = scene.edited('app-sam.yaml', '      Tracing: Active', `      Tracing: Active\n      Role: ${named()}`)
  const { reason } = await scene.deploy('app-sam.yaml', edited)
  expect(reason).toMatch(
    /The role defined for the function cannot be assumed by Lambda|is not authorized to perform: iam:PassRole/,
  )
  expect(await scene.now()).toEqual(before)
})

test('a template with a role that another account may take on goes no further than Beta', async () => {
  const resources = `
  Mine:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref PermissionsBoundary
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { AWS: '111122223333' }, Action: sts:AssumeRole }]`
  const { action, reason } = await scene.attack('trust another account', {
    'app-sam.yaml': scene.edited('app-sam.yaml', '\nOutputs:', `${resources}\n\nOutputs:`),
  })
  expect(action).toBe('Beta/Test')
  expect(reason).toContain(
    "the role Mine of the stack 'TimeService-beta' may be taken on by AWS 111122223333, expected lambda.amazonaws.com alone",
  )
  // The next push takes it away.
  scene.flow.repository.commit('take it back', {})
  const id = await scene.flow.push(scene.developer.key)
  await scene.flow.gate(id)
  await scene.flow.answer('Rejected')
  await scene.flow.end(id)
  expect((await scene.now()).roleArns.filter(arn => arn.includes('-Mine-'))).toEqual([])
})

test('a template that gives a role a name of its own is refused before anything is made', async () => {
  const before = await scene.now()
  const resources = `
  Mine:
    Type: AWS::IAM::Role
    Properties:
      RoleName: TimeService-prod-mine
      AssumeRolePolicyDocument: ${trust}`
  const { action, reason, refusals } = await scene.attack('name a role', {
    'app-sam.yaml': scene.edited('app-sam.yaml', '\nOutputs:', `${resources}\n\nOutputs:`),
  })
  expect(action).toBe('Beta/Deploy')
  expect(reason).toContain('Requires capabilities : [CAPABILITY_NAMED_IAM]')
  expect(refusals).toEqual([])
  expect(await scene.now()).toEqual(before)
})
