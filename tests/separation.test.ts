// Who cannot reach whom: the policies of the deployed pipeline, evaluated as every call is, request by request.

import { ServiceError } from '../local/core/errors.ts'
import type { ConditionContext } from '../local/core/policy.ts'
import { type Principal, roleSession } from '../local/core/principal.ts'
import { zipOf } from '../local/host/zip.ts'
import { type Flow, startFlow } from './support/flow.ts'

let flow: Flow
beforeAll(async () => {
  flow = await startFlow()
})
afterAll(() => flow.close())

const ACCOUNT = '000000000000'
const regional = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`
const functionOf = (name: string) => regional('lambda', `function:TimeService${name}`)
const roleOf = (name: string) => `arn:aws:iam::${ACCOUNT}:role/TimeService-${name}`
const stackOf = (name: string) => regional('cloudformation', `stack/TimeService-${name}/1`)
const logGroupOf = (name: string) => regional('logs', `log-group:${name}`)
const object = (key: string) => `arn:aws:s3:::${flow.outputs.get('ArtifactBucketName')}/${key}`
const boundaryOf = (stage: string) => flow.outputs.get(`${stage}BoundaryArn`) ?? ''
const toLambda = { 'iam:PassedToService': 'lambda.amazonaws.com' }
const toCloudFormation = { 'iam:PassedToService': 'cloudformation.amazonaws.com' }
const stackTag = (name: string) => ({ 'aws:ResourceTag/aws:cloudformation:stack-name': `TimeService-${name}` })

/** A session of the role with this logical id. */
const session = async (logicalId: string): Promise<Principal> => {
  const { StackResourceDetail } = await flow.call<{ StackResourceDetail: { PhysicalResourceId: string } }>(
    'cloudformation',
    'DescribeStackResource',
    { StackName: 'TimeService-pipeline', LogicalResourceId: logicalId },
  )
  const RoleName = StackResourceDetail.PhysicalResourceId
  const { Role } = await flow.call<{ Role: { Arn: string; RoleId: string } }>('iam', 'GetRole', { RoleName })
  return roleSession({ roleArn: Role.Arn, roleId: Role.RoleId, sessionName: 'test' })
}

const may = async (role: string, action: string, resource: string, context: ConditionContext): Promise<boolean> => {
  try {
    flow.cloud.runtime.security.authorize(await session(role), [{ action, resource, context }], {})
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'AccessDenied' })
    return false
  }
}

type Request = [role: string, action: string, resource: () => string, context?: () => ConditionContext]

const stages = ['Beta', 'Gamma', 'Prod', 'Tests']
const between = (request: (own: string, other: string) => Request[]): Request[] =>
  stages.flatMap(own => stages.filter(other => other !== own).flatMap(other => request(own, other)))

const deploying = (role: string, stage: string, boundary: string): Request[] => [
  [`${role}DeploymentRole`, 'lambda:UpdateFunctionCode', () => functionOf(`-${stage.toLowerCase()}-Function-1`)],
  [`${role}DeploymentRole`, 'lambda:DeleteFunction', () => functionOf(`-${stage.toLowerCase()}-Function-1`)],
  [`${role}DeploymentRole`, 'logs:DeleteLogGroup', () => logGroupOf(`/aws/lambda/TimeService-${stage.toLowerCase()}`)],
  [
    `${role}DeploymentRole`,
    'iam:CreateRole',
    () => roleOf(`${stage.toLowerCase()}-FunctionRole-1`),
    () => ({ 'iam:PermissionsBoundary': boundaryOf(boundary) }),
  ],
  [`${role}DeploymentRole`, 'iam:DeleteRole', () => roleOf(`${stage.toLowerCase()}-FunctionRole-1`)],
  [`${role}DeploymentRole`, 'iam:PassRole', () => roleOf(`${stage.toLowerCase()}-FunctionRole-1`), () => toLambda],
]

const api = () => 'arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5/stages/x'

/** Whoever may hand on roles of its own names another's role behind a path, an account or a partition that its policies take for its own. */
describe('a role of another stage, named as if it were one’s own', () => {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const makeRole = async (RoleName: string, boundary: string): Promise<string> => {
    const { Role } = await flow.call<{ Role: { Arn: string } }>('iam', 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      PermissionsBoundary: boundary,
    })
    return Role.Arn
  }
  const createFunction = async (by: Principal, FunctionName: string, Role: string): Promise<string> => {
    const Code = { ZipFile: await zipOf({ 'index.js': 'exports.handler = async () => 1' }) }
    const input = { FunctionName, Role, Code, Runtime: 'nodejs24.x', Handler: 'index.handler' }
    return await flow.cloud.runtime.call(by, 'lambda', 'CreateFunction', input).then(
      () => 'created',
      (error: unknown) => (error instanceof ServiceError ? error.code : String(error)),
    )
  }

  test.each(stages.flatMap(own => stages.filter(other => other !== own).map(other => [own, other] as const)))(
    '%s runs no function as a role of %s',
    async (own, other) => {
      const [mine, theirs] = [own.toLowerCase(), other.toLowerCase()]
      const by = await session(`${own}DeploymentRole`)
      const name = `TimeService-${theirs}-of-${mine}`
      const role = await makeRole(name, boundaryOf(other))
      const before = `TimeService-${mine}-x`
      const disguises = [
        role,
        `arn:aws:iam::${ACCOUNT}:role/${before}/${name}`,
        `arn:aws:iam::${ACCOUNT}:role/${before}/../${name}`,
        `arn:aws:iam::111111111111:role/${before}/${name}`,
        `arn:aws-cn:iam::${ACCOUNT}:role/${before}/${name}`,
        `arn:aws:iam::${ACCOUNT}:role/${before}/${name.toUpperCase()}`,
      ]
      const outcomes = await Promise.all(
        disguises.map((arn, index) => createFunction(by, `TimeService-${mine}-evil-${index}`, arn)),
      )
      for (const outcome of outcomes)
        expect(outcome).toMatch(/^(AccessDeniedException|InvalidParameterValueException|ValidationException)$/)
      const ownRole = await makeRole(`TimeService-${mine}-for-${theirs}`, boundaryOf(own))
      expect(await createFunction(by, `TimeService-${mine}-good-${theirs}`, ownRole)).toBe('created')
    },
  )
})

describe('what each may do, so that a refusal below is not a mistake of the question', () => {
  test.each<Request>([
    ...stages.flatMap(stage => deploying(stage, stage, stage)),
    ['BetaDeploymentRole', 'apigateway:PATCH', api, () => stackTag('beta')],
    ['PipelineRole', 'cloudformation:UpdateStack', () => stackOf('prod')],
    ['BuildRole', 's3:PutObject', () => object('packages/1'), () => ({ 's3:if-none-match': '*' })],
    ['BuildRole', 's3:PutObject', () => object('TimeService/BuildOutpu/1')],
  ])('%s: %s', async (role, action, resource, context = () => ({})) => {
    expect(await may(role, action, resource(), context())).toBe(true)
  })
})

describe('what none may do', () => {
  test.each<Request>([
    ...between((own, other) => deploying(own, other, own)),
    // Its own role without the boundary, with another stage's, or passed to another service.
    ...stages.flatMap<Request>(stage => [
      [`${stage}DeploymentRole`, 'iam:CreateRole', () => roleOf(`${stage.toLowerCase()}-FunctionRole-1`)],
      [
        `${stage}DeploymentRole`,
        'iam:PutRolePolicy',
        () => roleOf(`${stage.toLowerCase()}-FunctionRole-1`),
        () => ({ 'iam:PermissionsBoundary': boundaryOf(stage === 'Tests' ? 'Prod' : 'Tests') }),
      ],
      [
        `${stage}DeploymentRole`,
        'iam:AttachRolePolicy',
        () => roleOf(`${stage.toLowerCase()}-FunctionRole-1`),
        () => ({
          'iam:PermissionsBoundary': boundaryOf(stage),
          'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess',
        }),
      ],
      [
        `${stage}DeploymentRole`,
        'iam:PassRole',
        () => roleOf(`${stage.toLowerCase()}-FunctionRole-1`),
        () => toCloudFormation,
      ],
      [`${stage}DeploymentRole`, 'iam:DeleteRolePermissionsBoundary', () => roleOf(`${stage.toLowerCase()}-Role-1`)],
      [`${stage}DeploymentRole`, 'lambda:UpdateFunctionCode', () => functionOf('_start_tests')],
      [`${stage}DeploymentRole`, 'lambda:AddPermission', () => functionOf('_start_tests')],
      [
        `${stage}DeploymentRole`,
        'codepipeline:PutApprovalResult',
        () => regional('codepipeline', 'TimeService/Prod/Approve'),
      ],
      [`${stage}DeploymentRole`, 'codepipeline:UpdatePipeline', () => regional('codepipeline', 'TimeService')],
      [`${stage}DeploymentRole`, 's3:PutObject', () => object('packages/1'), () => ({ 's3:if-none-match': '*' })],
      [`${stage}DeploymentRole`, 's3:GetObject', () => object('TimeService/Source/1')],
    ]),
    // A REST API of another stage, told by the tag that CloudFormation puts on it.
    ['BetaDeploymentRole', 'apigateway:PATCH', api, () => stackTag('prod')],
    ['BetaDeploymentRole', 'apigateway:DELETE', api, () => stackTag('prod')],
    // The build: nobody's role, no stage, no decision, no artifact but its own, no package twice.
    ['BuildRole', 'sts:AssumeRole', () => roleOf('pipeline-ProdDeploymentRole-1')],
    ['BuildRole', 'iam:PassRole', () => roleOf('pipeline-ProdDeploymentRole-1'), () => toCloudFormation],
    ['BuildRole', 'cloudformation:UpdateStack', () => stackOf('prod')],
    ['BuildRole', 'lambda:UpdateFunctionCode', () => functionOf('-prod-Function-1')],
    ['BuildRole', 'codepipeline:PutApprovalResult', () => regional('codepipeline', 'TimeService/Prod/Approve')],
    ['BuildRole', 'codecommit:GitPush', () => regional('codecommit', 'TimeService')],
    ['BuildRole', 's3:PutObject', () => object('packages/1')],
    ['BuildRole', 's3:PutObject', () => object('TimeService/Source/1')],
    ['BuildRole', 's3:GetObject', () => object('TimeService/BuildOutpu/1')],
    ['BuildRole', 's3:DeleteObject', () => object('packages/1')],
    ['BuildRole', 's3:DeleteObjectVersion', () => object('packages/1')],
    // start_tests: it may fail a job, never pass one, and invokes nothing but the tests.
    ['StartTestsRole', 'codepipeline:PutJobSuccessResult', () => '*'],
    ['StartTestsRole', 'lambda:InvokeFunction', () => functionOf('-prod-Function-1')],
    // The pipeline: it deploys through the deployment roles alone.
    ['PipelineRole', 'cloudformation:DeleteStack', () => stackOf('prod')],
    ['PipelineRole', 'lambda:UpdateFunctionCode', () => functionOf('-prod-Function-1')],
    ['PipelineRole', 'iam:PassRole', () => roleOf('pipeline-ProdDeploymentRole-1'), () => toLambda],
    ['PipelineRole', 's3:PutObject', () => object('packages/1'), () => ({ 's3:if-none-match': '*' })],
    ['EventsRole', 'codepipeline:StartPipelineExecution', () => regional('codepipeline', 'Other')],
  ])('%s: %s', async (role, action, resource, context = () => ({})) => {
    expect(await may(role, action, resource(), context())).toBe(false)
  })
})
