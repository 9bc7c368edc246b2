import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withoutResources } from '../rules/iam.ts'
import { synthesize } from '../synth.ts'
import { type Json, json, list, rendered, resourcesOf } from '../template.ts'
import { sample } from '../testing/sample.ts'

const outdir = mkdtempSync(join(tmpdir(), 'pipeline-roles-'))
afterAll(() => rmSync(outdir, { recursive: true, force: true }))
const { template } = synthesize(sample, outdir)

/** The statements of one role or managed policy. */
function statements(id: string): Json[] {
  const properties = json(template.Resources[id]?.Properties)
  const documents = [properties.PolicyDocument, ...list(properties.Policies).map(policy => json(policy).PolicyDocument)]
  return documents.flatMap(document => list(json(document).Statement)).map(json)
}
const strings = (value: unknown) => list(value).map(one => rendered(one) ?? '')
const actions = (id: string) => statements(id).flatMap(({ Action }) => strings(Action))
const resources = (id: string) => statements(id).flatMap(({ Resource }) => strings(Resource))
const granting = (id: string, action: string) => statements(id).filter(({ Action }) => strings(Action).includes(action))
const deploymentRoles = ['TestsDeploymentRole', 'BetaDeploymentRole', 'GammaDeploymentRole', 'ProdDeploymentRole']

test('there is one role per duty', () => {
  expect(
    resourcesOf(template, 'AWS::IAM::Role')
      .map(({ id }) => id)
      .sort(),
  ).toEqual(
    [...deploymentRoles, 'ApiGatewayLogsRole', 'BuildRole', 'EventsRole', 'PipelineRole', 'StartTestsRole'].sort(),
  )
})

describe.each(deploymentRoles)('%s', id => {
  const stack = `TimeService-${id.replace('DeploymentRole', '').toLowerCase()}`
  const boundary = { Ref: id.replace('DeploymentRole', 'Boundary') }

  test('names no other stack, nor anything of the pipeline', () => {
    const foreign = resources(id).filter(
      arn => /TimeService/.test(arn) && !arn.includes(`${stack}-`) && !arn.endsWith(`${stack}*`),
    )
    expect(foreign).toEqual([])
    expect(resources(id).some(arn => arn.includes('start_tests'))).toBe(false)
  })

  test.each([
    'iam:CreateRole',
    'iam:PutRolePolicy',
    'iam:DeleteRolePolicy',
    'iam:AttachRolePolicy',
    'iam:DetachRolePolicy',
    'iam:PutRolePermissionsBoundary',
  ])('%s needs the boundary of the stack', action => {
    const granted = granting(id, action)
    expect(granted).toHaveLength(1)
    expect(granted[0]?.Condition).toMatchObject({ StringEquals: { 'iam:PermissionsBoundary': boundary } })
  })

  test('attaches only what SAM attaches, passes roles only to Lambda, and never lifts a boundary', () => {
    const attached = json(json(granting(id, 'iam:AttachRolePolicy')[0]?.Condition).ArnEquals)['iam:PolicyARN']
    expect(
      strings(attached).every(arn =>
        /:aws:policy\/(service-role\/AWSLambdaBasicExecutionRole|AWSX[Rr]ay\w+)$/.test(arn),
      ),
    ).toBe(true)
    expect(granting(id, 'iam:PassRole')[0]?.Condition).toEqual({
      StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    })
    expect(actions(id)).not.toContain('iam:DeleteRolePermissionsBoundary')
    expect(actions(id)).not.toContain('iam:UpdateAssumeRolePolicy')
  })
})

test.each(['BetaDeploymentRole', 'GammaDeploymentRole', 'ProdDeploymentRole'])(
  "%s may not change another stack's API",
  id => {
    const [denied] = statements(id).filter(({ Effect }) => Effect === 'Deny')
    expect(denied).toMatchObject({
      Sid: 'OtherStacksApis',
      Condition: {
        StringNotEquals: {
          'aws:ResourceTag/aws:cloudformation:stack-name': `TimeService-${id.slice(0, -14).toLowerCase()}`,
        },
      },
    })
  },
)

describe('the build', () => {
  test('touches neither IAM nor CloudFormation nor any role', () => {
    expect(
      actions('BuildRole').filter(action => /^(iam|sts|cloudformation|codepipeline|lambda):/.test(action)),
    ).toEqual([])
  })

  test('writes its own output and packages, and deletes nothing', () => {
    const written = granting('BuildRole', 's3:PutObject').flatMap(({ Resource }) => strings(Resource))
    expect(written.map(arn => arn.slice(arn.indexOf('/')))).toEqual(['/TimeService/BuildOutp*', '/packages/*'])
    expect(actions('BuildRole').filter(action => action.startsWith('s3:Delete'))).toEqual([])
  })
})

describe('the pipeline', () => {
  test('passes the deployment roles to CloudFormation and no other role to anyone', () => {
    expect(granting('PipelineRole', 'iam:PassRole')).toEqual([
      expect.objectContaining({
        Resource: deploymentRoles.map(role => ({ 'Fn::GetAtt': [role, 'Arn'] })),
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      }),
    ])
  })

  test('deletes nothing but stacks before Prod', () => {
    expect(actions('PipelineRole').filter(action => action.includes(':Delete'))).toEqual(['cloudformation:DeleteStack'])
    const stacks = granting('PipelineRole', 'cloudformation:DeleteStack').flatMap(({ Resource }) => strings(Resource))
    expect(stacks.map(arn => arn.slice(arn.indexOf('/')))).toEqual([
      '/TimeService-tests/*',
      '/TimeService-beta/*',
      '/TimeService-gamma/*',
    ])
  })
})

test('start_tests can fail a job and cannot pass one', () => {
  expect(actions('StartTestsRole').filter(action => action.startsWith('codepipeline:'))).toEqual([
    'codepipeline:PutJobFailureResult',
  ])
})

test('the boundary of the tests lets them report and nothing else of the pipeline', () => {
  expect(actions('TestsBoundary').filter(action => !action.startsWith('logs:'))).toEqual([
    'codepipeline:PutJobFailureResult',
    'codepipeline:PutJobSuccessResult',
    'lambda:InvokeFunction',
  ])
})

test('developers push and watch, and decide nothing', () => {
  expect(actions('DevelopersPolicy')).toEqual(
    expect.arrayContaining(['codecommit:GitPush', 'codepipeline:GetPipelineState']),
  )
  expect(actions('DevelopersPolicy').filter(action => /Approval|Start|Put|Create|Update|Delete/.test(action))).toEqual(
    [],
  )
})

test('release managers watch and decide about Prod of this pipeline', () => {
  const writes = statements('ReleaseManagersPolicy').filter(({ Action }) =>
    strings(Action).some(action => !/:(Get|List|Describe|BatchGet|Filter)/.test(action)),
  )
  expect(writes.map(({ Action }) => Action)).toEqual(['codepipeline:PutApprovalResult'])
  expect(writes.flatMap(({ Resource }) => strings(Resource))).toEqual([
    expect.stringMatching(/:codepipeline:[^:]+:[^:]+:TimeService\/Prod\/Approve$/),
  ])
})

describe('nothing is granted wholesale', () => {
  // Each of these knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
  const granted = [...resourcesOf(template, 'AWS::IAM::Role'), ...resourcesOf(template, 'AWS::IAM::ManagedPolicy')]
    .flatMap(({ id }) => statements(id))
    .filter(({ Effect }) => Effect === 'Allow')

  test('no action has a wildcard', () => {
    expect(granted.flatMap(({ Action }) => strings(Action)).filter(action => action.includes('*'))).toEqual([])
    expect(granted.filter(statement => 'NotAction' in statement || 'NotResource' in statement)).toEqual([])
  })

  test('every resource stands only where the action knows none', () => {
    const wide = granted.filter(({ Resource }) => strings(Resource).includes('*'))
    expect(wide.length).toBeGreaterThan(0)
    expect(wide.flatMap(({ Action }) => strings(Action)).filter(action => !withoutResources.includes(action))).toEqual(
      [],
    )
  })

  test('every statement has a name that a refusal can give', () => {
    expect(granted.filter(({ Sid }) => typeof Sid !== 'string')).toEqual([])
  })
})
