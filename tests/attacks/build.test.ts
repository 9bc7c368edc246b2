// A buildspec of somebody who may push: CodeBuild runs whatever it says, and the build's role is what stops it.

import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeIsolated } from '../support/isolated.ts'
import { type Repository, root } from '../support/repository.ts'
import { type Scene, startScene } from './scene.ts'

let scene: Scene
let names: Record<'bucket' | 'package' | 'output' | 'account', string>

beforeAll(async () => {
  scene = await startScene()
  const keys = [...scene.before.objects.keys()]
  names = {
    bucket: scene.flow.outputs.get('ArtifactBucketName') ?? '',
    package: keys.find(key => key.startsWith('packages/')) ?? '',
    output: keys.find(key => key.includes('/BuildOutp')) ?? '',
    account: scene.flow.cloud.runtime.place.account,
  }
})
afterAll(async () => await scene.close())

type Client = 'CloudFormation' | 'CodePipeline' | 'CodeBuild' | 'Lambda' | 'S3' | 'STS' | 'IAM'

interface Attack {
  readonly client: Client
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
  /** The action and the resource that the refusal has to name. */
  readonly refused: string
}

const roleArn = (id: string): string => {
  return scene.before.roleArns.find(arn => arn.includes(`-${id}-`)) ?? ''
}
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${names.account}:${resource}`

const attacks: Readonly<Record<string, () => Attack>> = {
  "reads another execution's artifact": () => ({
    client: 'S3',
    command: 'GetObject',
    input: { Bucket: names.bucket, Key: names.output },
    refused: `s3:GetObject on resource: arn:aws:s3:::${names.bucket}/${names.output}`,
  }),
  'looks for the artifacts of others': () => ({
    client: 'S3',
    command: 'ListObjectsV2',
    input: { Bucket: names.bucket },
    refused: `s3:ListBucket on resource: arn:aws:s3:::${names.bucket}`,
  }),
  'deletes a packaged function': () => ({
    client: 'S3',
    command: 'DeleteObject',
    input: { Bucket: names.bucket, Key: names.package },
    refused: `s3:DeleteObject on resource: arn:aws:s3:::${names.bucket}/${names.package}`,
  }),
  'assumes the deployment role of Prod': () => ({
    client: 'STS',
    command: 'AssumeRole',
    input: { RoleArn: roleArn('ProdDeploymentRole'), RoleSessionName: 'mine' },
    refused: `sts:AssumeRole on resource: ${roleArn('ProdDeploymentRole')}`,
  }),
  'deploys with the deployment role of Prod': () => ({
    client: 'CloudFormation',
    command: 'CreateStack',
    input: {
      StackName: 'TimeService-prod-2',
      TemplateBody: '{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}',
      RoleARN: roleArn('ProdDeploymentRole'),
    },
    refused: 'cloudformation:CreateStack on resource',
  }),
  'approves Prod': () => ({
    client: 'CodePipeline',
    command: 'PutApprovalResult',
    input: {
      pipelineName: scene.pipelineName,
      stageName: 'Prod',
      actionName: 'Approve',
      token: '00000000-0000-4000-8000-000000000000',
      result: { status: 'Approved', summary: 'by myself' },
    },
    refused: `codepipeline:PutApprovalResult on resource: ${arn('codepipeline', `${scene.pipelineName}/Prod/Approve`)}`,
  }),
  'passes the tests of a stage': () => ({
    client: 'CodePipeline',
    command: 'PutJobSuccessResult',
    input: { jobId: '00000000-0000-4000-8000-000000000000' },
    refused: 'codepipeline:PutJobSuccessResult',
  }),
  'changes the code of start_tests': () => ({
    client: 'Lambda',
    command: 'UpdateFunctionCode',
    input: { FunctionName: `${scene.pipelineName}_start_tests`, S3Bucket: names.bucket, S3Key: names.package },
    refused: `lambda:UpdateFunctionCode on resource: ${arn('lambda', `function:${scene.pipelineName}_start_tests`)}`,
  }),
  'starts a build of its own': () => ({
    client: 'CodeBuild',
    command: 'StartBuild',
    input: { projectName: scene.pipelineName, buildspecOverride: 'version: 0.2' },
    refused: `codebuild:StartBuild on resource: ${arn('codebuild', `project/${scene.pipelineName}`)}`,
  }),
  'gives its own role more': () => ({
    client: 'IAM',
    command: 'AttachRolePolicy',
    input: {
      RoleName: roleArn('BuildRole').split('/').at(-1),
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    },
    refused: `iam:AttachRolePolicy on resource: ${roleArn('BuildRole')}`,
  }),
  'overwrites a packaged function': () => ({
    client: 'S3',
    command: 'PutObject',
    input: { Bucket: names.bucket, Key: names.package, Body: 'mine' },
    refused: `s3:PutObject on resource: arn:aws:s3:::${names.bucket}/${names.package}`,
  }),
}

/** A build that tries it with its own credentials; it ends well only when it was let. */
const buildspec = (commands: readonly string[]): string =>
  JSON.stringify({ version: 0.2, phases: { build: { commands } }, artifacts: { files: ['*.packaged.yaml'] } })

const script = ({ client, command, input }: Attack): string => `
const sdk = require(${JSON.stringify(join(root, 'node_modules/@aws-sdk', `client-${client.toLowerCase()}`))})
new sdk.${client}Client({ forcePathStyle: true, maxAttempts: 1 }).send(new sdk.${command}Command(${JSON.stringify(input)})).then(
  () => console.log('it was let'),
  error => {
    console.log(error.name + ': ' + error.message)
    process.exitCode = 1
  },
)
`

test.each(Object.keys(attacks))('a buildspec that %s', async name => {
  const attack = attacks[name]?.()
  if (!attack) throw new Error(name)
  const before = await scene.now()
  const { action, output, refusals } = await scene.attack(name, {
    'attack.cjs': script(attack),
    'buildspec.yml': buildspec(['node attack.cjs']),
  })
  expect(action).toBe('Build/Build')
  const who = `assumed-role/${roleArn('BuildRole').split('/').at(-1)}/AWSCodeBuild-`
  expect(refusals).toEqual([expect.stringContaining(attack.refused)])
  expect(refusals[0]).toContain(who)
  expect(output).toContain(`AccessDenied`)
  expect(output).toContain(refusals[0])
  expect(await scene.now()).toEqual(before)
})

describeIsolated('a buildspec that looks beyond its own build', () => {
  const key = '"$CODEBUILD_SRC_DIR"/../../../../secret'

  test('finds no key to approve Prod with', async () => {
    const before = await scene.now()
    const { action, output } = await scene.attack('take the key', { 'buildspec.yml': buildspec([`cat ${key}`]) })
    expect(action).toBe('Build/Build')
    expect(output).toMatch(/secret: No such file or directory/)
    expect(await scene.now()).toEqual(before)
  })

  test('has none packed for it either', async () => {
    const before = await scene.now()
    const commands = [`ln -s ${key} key.packaged.yaml`]
    const { action, reason } = await scene.attack('send the key', { 'buildspec.yml': buildspec(commands) })
    expect(action).toBe('Build/Build')
    expect(reason).toMatch(/key\.packaged\.yaml leads to .*secret, outside of the build's own folders/)
    expect(await scene.now()).toEqual(before)
  })
})

const hostile: Readonly<
  Record<string, readonly [action: string, reason: RegExp, commit: (repository: Repository) => void]>
> = {
  'has a file that climbs out of its folder': [
    'Source/Source',
    /^git archive of [0-9a-f]{40} ended with code 255: error: invalid path '\.\.\//,
    repository => commitTree(repository, '40000 ..', repository.git('rev-parse', 'HEAD^{tree}')),
  ],
}

/** Git makes no such tree by itself, and pushes it all the same. */
const commitTree = (repository: Repository, entry: string, objectId: string): void => {
  const file = join(repository.folder, '..', 'tree')
  writeFileSync(file, Buffer.concat([Buffer.from(`${entry}\0`), Buffer.from(objectId, 'hex')]))
  const tree = repository.git('hash-object', '-t', 'tree', '-w', '--literally', file)
  repository.git('update-ref', 'refs/heads/main', repository.git('commit-tree', tree, '-p', 'HEAD', '-m', entry))
}

test.each(Object.keys(hostile))('a commit that %s', async name => {
  const [expected, words, commit] = hostile[name] ?? []
  if (!commit) throw new Error(name)
  const before = await scene.now()
  const { action, reason } = await scene.attackWith(name, commit)
  expect(action).toBe(expected)
  expect(reason).toMatch(words ?? '')
  expect(await scene.now()).toEqual(before)
})

test.each(['/etc/passwd', '../../../secret'])(
  'a commit that has a link to %s: the build finds the path, as text',
  async target => {
    const before = await scene.now()
    const { action, output } = await scene.attackWith('a link', repository => {
      symlinkSync(target, join(repository.folder, 'link'))
      repository.commit('a link', {
        'buildspec.yml': buildspec(['test ! -L link', 'cat link; echo " is all"; exit 1']),
      })
    })
    expect(action).toBe('Build/Build')
    expect(output).toContain(`${target} is all`)
    expect(await scene.now()).toEqual(before)
  },
)
