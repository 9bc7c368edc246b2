import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PipelineConfig } from './config.ts'
import { inlineTemplateBytes } from './resources/bucket-first.ts'
import { actionsOf, pipelinesOf } from './rules/pipeline.ts'
import { synthesize } from './synth.ts'
import { type Json, json, list, rendered, resourcesOf, type Template, text } from './template.ts'
import { sample } from './testing/sample.ts'

const outdir = mkdtempSync(join(tmpdir(), 'pipeline-'))
afterAll(() => rmSync(outdir, { recursive: true, force: true }))

const synth = (config: PipelineConfig = sample) => synthesize(config, join(outdir, config.serviceName))
const { template, templateBody, templatePath, stackName } = synth()

const only = (type: string, from: Template = template): Json => {
  const found = resourcesOf(from, type)
  expect(found).toHaveLength(1)
  return found[0]?.properties ?? {}
}
const pipeline = pipelinesOf(template)[0]
const stages = pipeline?.stages ?? []
const action = (stage: string, name: string) =>
  stages.find(one => one.name === stage)?.actions.find(one => one.name === name)
const configuration = (stage: string, name: string, key: string) => rendered(action(stage, name)?.configuration[key])

describe('the pipeline', () => {
  test('has exactly the six stages, in order', () => {
    expect(stages.map(({ name }) => name)).toEqual(['Source', 'Build', 'DeployTests', 'Beta', 'Gamma', 'Prod'])
  })

  test.each([
    ['Source', ['Source']],
    ['Build', ['Build']],
    ['DeployTests', ['Deploy']],
    ['Beta', ['Deploy', 'Test']],
    ['Gamma', ['Deploy', 'Test']],
    ['Prod', ['Approve', 'Deploy', 'Test']],
  ])('%s runs %j one after the other', (stage, names) => {
    const actions = stages.find(({ name }) => name === stage)?.actions ?? []
    expect(actions.map(({ name }) => name)).toEqual(names)
    expect(actions.map(({ runOrder }) => runOrder)).toEqual(names.map((_, index) => index + 1))
  })

  test('is a V2 pipeline in which the newest waiting commit wins', () => {
    expect(pipeline?.type).toBe('V2')
    expect(pipeline?.properties).toMatchObject({ Name: 'TimeService', ExecutionMode: 'SUPERSEDED' })
  })

  test('is started by a push to the branch, and polls nothing', () => {
    expect(configuration('Source', 'Source', 'PollForSourceChanges')).toBe('false')
    const rule = only('AWS::Events::Rule')
    expect(rule.EventPattern).toMatchObject({
      'detail-type': ['CodeCommit Repository State Change'],
      detail: { event: ['referenceCreated', 'referenceUpdated'], referenceType: ['branch'], referenceName: ['main'] },
    })
    expect(list(rule.Targets)).toHaveLength(1)
  })

  test.each([
    ['DeployTests', 'TimeService-tests', 'test-sam.packaged.yaml', 'TestsDeploymentRole'],
    ['Beta', 'TimeService-beta', 'app-sam.packaged.yaml', 'BetaDeploymentRole'],
    ['Gamma', 'TimeService-gamma', 'app-sam.packaged.yaml', 'GammaDeploymentRole'],
    ['Prod', 'TimeService-prod', 'app-sam.packaged.yaml', 'ProdDeploymentRole'],
  ])('%s deploys the stack %s from %s with its own role', (stage, stack, file, role) => {
    expect(action(stage, 'Deploy')?.configuration).toMatchObject({
      StackName: stack,
      TemplatePath: `BuildOutput::${file}`,
      Capabilities: 'CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND',
      RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
    })
  })

  test.each([
    ['DeployTests', 'REPLACE_ON_FAILURE'],
    ['Beta', 'REPLACE_ON_FAILURE'],
    ['Gamma', 'REPLACE_ON_FAILURE'],
    ['Prod', 'CREATE_UPDATE'],
  ])('%s is deployed by %s: a stack that failed is replaced, but never Prod', (stage, mode) => {
    expect(configuration(stage, 'Deploy', 'ActionMode')).toBe(mode)
  })

  test.each([
    ['DeployTests', ['PermissionsBoundary', 'ReportFunction', 'ServiceName']],
    ['Prod', ['AccessLogs', 'PermissionsBoundary', 'ServiceName', 'Stage']],
  ])('%s passes the parameters %j', (stage, names) => {
    const overrides: unknown = JSON.parse(configuration(stage, 'Deploy', 'ParameterOverrides') ?? '')
    expect(Object.keys(json(overrides)).sort()).toEqual(names)
  })

  test.each(['Beta', 'Gamma', 'Prod'])('%s is tested by start_tests, which is told the two stacks', stage => {
    expect(action(stage, 'Test')?.configuration.FunctionName).toEqual({ Ref: 'StartTests' })
    expect(JSON.parse(configuration(stage, 'Test', 'UserParameters') ?? '')).toEqual({
      stage,
      stackName: `TimeService-${stage.toLowerCase()}`,
      testsStackName: 'TimeService-tests',
    })
  })

  test('asks before Prod and nowhere else, and says which commit it is', () => {
    const approvals = pipeline ? actionsOf(pipeline).filter(({ type }) => type === 'Approval/AWS/Manual/1') : []
    expect(approvals.map(({ label }) => label)).toEqual(["action 'Approve' in stage 'Prod'"])
    expect(configuration('Prod', 'Approve', 'CustomData')).toContain('#{SourceVariables.CommitId}')
    expect(configuration('Prod', 'Approve', 'ExternalEntityLink')).toMatch(/^https:.*#\{SourceVariables\.CommitId\}/)
  })
})

describe('the artifacts', () => {
  test('are encrypted with a rotating key, versioned, private and read over TLS only', () => {
    expect(only('AWS::KMS::Key').EnableKeyRotation).toBe(true)
    const bucket = only('AWS::S3::Bucket')
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' })
    expect(Object.values(json(bucket.PublicAccessBlockConfiguration))).toEqual([true, true, true, true])
    expect(only('AWS::S3::BucketPolicy').PolicyDocument).toMatchObject({
      Statement: [
        { Sid: 'PackagesOnce', Effect: 'Deny', Principal: '*', Condition: { Null: { 's3:if-none-match': 'true' } } },
        { Sid: 'TlsOnly', Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    })
  })

  test('expire, but packaged code does not: a rollback needs it', () => {
    const rules = list(json(only('AWS::S3::Bucket').LifecycleConfiguration).Rules).map(json)
    const expiring = rules.filter(rule => 'ExpirationInDays' in rule).map(({ Prefix }) => Prefix)
    expect(expiring).toEqual(['TimeService/', 'pipeline-template/'])
  })

  test.each(['ArtifactBucket', 'ArtifactKey', 'Repository'])('%s outlives the stack', id => {
    expect(template.Resources[id]).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    })
  })
})

describe('the build', () => {
  test('runs buildspec.yml unprivileged and knows where packages go', () => {
    const project = only('AWS::CodeBuild::Project')
    const environment = json(project.Environment)
    expect(project.Source).toEqual({ BuildSpec: 'buildspec.yml', Type: 'CODEPIPELINE' })
    expect(environment.PrivilegedMode).toBeUndefined()
    expect(list(environment.EnvironmentVariables).map(variable => json(variable).Name)).toEqual([
      'ARTIFACT_BUCKET',
      'ARTIFACT_KEY_ID',
    ])
  })
})

describe('start_tests', () => {
  const fn = only('AWS::Lambda::Function')

  test('is inline, has the service in its name and is attempted once', () => {
    expect(fn).toMatchObject({
      FunctionName: 'TimeService_start_tests',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
    })
    expect(only('AWS::Lambda::EventInvokeConfig').MaximumRetryAttempts).toBe(0)
  })

  test('is CommonJS whose handler takes two parameters, as nodejs24.x demands', () => {
    const module: { exports: { handler?: unknown } } = { exports: {} }
    new Function('module', 'exports', 'require', text(json(fn.Code).ZipFile) ?? '')(module, module.exports, require)
    expect(module.exports.handler).toBeInstanceOf(Function)
    expect(module.exports.handler).toHaveLength(2)
  })
})

describe('the template', () => {
  test('of three stages fits into a request, compact as it is written: its deployment needs no bucket', () => {
    expect(Buffer.byteLength(templateBody)).toBeLessThanOrEqual(inlineTemplateBytes)
    expect(readFileSync(templatePath, 'utf8')).toBe(`${templateBody}\n`)
    expect(stackName).toBe('TimeService-pipeline')
  })

  test('needs no bootstrap, no parameters, no assets', () => {
    expect(Object.keys(template).sort()).toEqual(['Description', 'Outputs', 'Resources'])
    expect(templateBody).not.toMatch(/BootstrapVersion|AWS::CDK::Metadata|cdk-hnb659fds/)
  })

  test('of another service has nothing of this one left', () => {
    const other = synth({ ...sample, serviceName: 'Orders', approvalEmail: 'release@example.com' })
    expect(other.templateBody).not.toContain('TimeService')
    expect(only('AWS::SNS::Subscription', other.template).Endpoint).toBe('release@example.com')
  })

  test('of the longest name keeps every value within its limit', () => {
    expect(synth({ ...sample, serviceName: 'A'.repeat(19), approvalEmail: 'a@example.com' }).stackName).toHaveLength(28)
  })

  // Refresh with UPDATE_GOLDEN=1 npx jest pipeline, and read the difference.
  test('is the golden one', () => {
    const golden = join(import.meta.dirname, 'pipeline.golden.json')
    const actual = `${JSON.stringify(template, null, 1)}\n`
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, actual)
    expect(actual).toBe(readFileSync(golden, 'utf8'))
  })
})

describe('access logs', () => {
  const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }

  test('are asked for in every stage, once the account can write them', () => {
    expect(JSON.stringify(template.Resources.Pipeline).match(/AccessLogs\W+enabled/g)).toHaveLength(3)
    expect(template.Resources.Pipeline).toMatchObject({ DependsOn: ['ApiGatewayAccount'] })
  })

  test('are written with a role that stays when the stack goes: other APIs may log with it', () => {
    expect(template.Resources.ApiGatewayAccount).toMatchObject({
      ...kept,
      Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': ['ApiGatewayLogsRole', 'Arn'] } },
    })
    expect(template.Resources.ApiGatewayLogsRole).toMatchObject(kept)
    expect(list(json(template.Resources.ApiGatewayLogsRole?.Properties).ManagedPolicyArns).map(rendered)).toEqual([
      'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    ])
  })

  test('that are switched off leave the account, the stages and the roles alone', () => {
    const { templateBody: without } = synth({ ...sample, serviceName: 'Unlogged', accessLogs: false })
    expect(without).not.toMatch(/AccessLogs|ApiGateway(Account|LogsRole)|\/aws\/apigateway/)
  })
})
