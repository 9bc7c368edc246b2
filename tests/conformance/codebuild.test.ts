// AWS CodeBuild: projects and builds.

import {
  BatchDeleteBuildsCommand,
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  BatchGetReportGroupsCommand,
  BatchGetReportsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  type CreateProjectCommandInput,
  CreateReportGroupCommand,
  DeleteProjectCommand,
  DeleteReportGroupCommand,
  DescribeTestCasesCommand,
  InvalidateProjectCacheCommand,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  ListProjectsCommand,
  ListReportGroupsCommand,
  ListReportsForReportGroupCommand,
  RetryBuildCommand,
  StartBuildCommand,
  StopBuildCommand,
  UpdateProjectCommand,
} from '@aws-sdk/client-codebuild'
import { onceKnown, refusal, testLocally, until, useAccount } from './account.ts'
import { allowing, makeRole } from './roles.ts'

const account = useAccount()
const codebuild = () => account.client(CodeBuildClient)
const withBuild = testLocally('a build takes minutes and is billed')

const buildspec = (...commands: readonly string[]): string =>
  JSON.stringify({ version: '0.2', phases: { build: { commands } } })

let role: Promise<string> | undefined
const makeProject = async (what: string, more: Partial<CreateProjectCommandInput> = {}): Promise<string> => {
  role ??= makeRole(account, 'build', { Service: 'codebuild.amazonaws.com' }, allowing('logs:CreateLogStream'))
  const serviceRole = await role
  const name = account.name(what)
  await onceKnown(
    () =>
      codebuild().send(
        new CreateProjectCommand({
          name,
          serviceRole,
          source: { type: 'NO_SOURCE', buildspec: buildspec('true') },
          artifacts: { type: 'NO_ARTIFACTS' },
          environment: {
            type: 'LINUX_CONTAINER',
            image: 'aws/codebuild/amazonlinux-x86_64-standard:6.0',
            computeType: 'BUILD_GENERAL1_SMALL',
          },
          ...more,
        }),
      ),
    /is not authorized to perform: sts:AssumeRole/,
  )
  account.later(() => codebuild().send(new DeleteProjectCommand({ name })))
  return name
}

test('a project has CodeBuild’s defaults', async () => {
  const name = await makeProject('defaults')
  const { projects } = await codebuild().send(new BatchGetProjectsCommand({ names: [name] }))
  expect(projects).toMatchObject([
    {
      name,
      arn: account.arn('codebuild', `project/${name}`),
      timeoutInMinutes: 60,
      queuedTimeoutInMinutes: 480,
      environment: { privilegedMode: false },
      cache: { type: 'NO_CACHE' },
      badge: { badgeEnabled: false },
    },
  ])
})

test('a project’s name is taken once', async () => {
  const name = await makeProject('twice')
  expect(await refusal(makeProject('twice'))).toEqual({
    name: 'ResourceAlreadyExistsException',
    message: `Project already exists: ${account.arn('codebuild', `project/${name}`)}`,
    status: 400,
  })
})

test('what is not there is told apart from what is', async () => {
  const missing = account.name('nothing')
  const projects = await codebuild().send(new BatchGetProjectsCommand({ names: [missing] }))
  expect([projects.projects ?? [], projects.projectsNotFound]).toEqual([[], [missing]])
  const id = `${missing}:11111111-2222-4333-8444-555555555555`
  const builds = await codebuild().send(new BatchGetBuildsCommand({ ids: [id] }))
  expect([builds.builds ?? [], builds.buildsNotFound]).toEqual([[], [id]])
})

test('starting a build of a project that is not there', async () => {
  const projectName = account.name('nothing')
  expect(await refusal(codebuild().send(new StartBuildCommand({ projectName })))).toEqual({
    name: 'ResourceNotFoundException',
    message: `Project cannot be found: ${account.arn('codebuild', `project/${projectName}`)}`,
    status: 400,
  })
  const { name } = await refusal(codebuild().send(new ListBuildsForProjectCommand({ projectName })))
  expect(name).toBe('ResourceNotFoundException')
})

test('a role that does not trust CodeBuild', async () => {
  const serviceRole = await makeRole(account, 'other', { Service: 'sns.amazonaws.com' }, allowing('sns:ListTopics'))
  const project = {
    name: account.name('untrusted'),
    serviceRole,
    source: { type: 'NO_SOURCE', buildspec: buildspec('true') },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0', computeType: 'BUILD_GENERAL1_SMALL' },
  } as const
  expect(await refusal(codebuild().send(new CreateProjectCommand(project)))).toEqual({
    name: 'InvalidInputException',
    message: `CodeBuild is not authorized to perform: sts:AssumeRole on ${serviceRole}`,
    status: 400,
  })
})

test.each<[string, Partial<CreateProjectCommandInput>]>([
  ['no source needs a buildspec of its own', { source: { type: 'NO_SOURCE' } }],
  ['a build for a pipeline has its artifacts there too', { artifacts: { type: 'CODEPIPELINE' } }],
])('%s', async (_, more) => {
  expect(await refusal(makeProject('invalid', more))).toMatchObject({ name: 'InvalidInputException', status: 400 })
})

withBuild('a build passes through its phases and tells what it exported', async () => {
  const projectName = await makeProject('build')
  const started = await codebuild().send(
    new StartBuildCommand({
      projectName,
      buildspecOverride: JSON.stringify({
        version: '0.2',
        env: { 'exported-variables': ['WORD'] },
        phases: { build: { commands: ['export WORD=hello'] } },
      }),
    }),
  )
  const id = started.build?.id ?? ''
  expect(id).toMatch(new RegExp(`^${projectName}:[0-9a-f-]{36}$`))
  expect(started.build).toMatchObject({ buildStatus: 'IN_PROGRESS', buildComplete: false, buildNumber: 1 })
  const ended = await until(
    async () => (await codebuild().send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.[0],
    build => build?.buildComplete === true,
  )
  expect(ended).toMatchObject({
    buildStatus: 'SUCCEEDED',
    currentPhase: 'COMPLETED',
    exportedEnvironmentVariables: [{ name: 'WORD', value: 'hello' }],
  })
  expect(ended?.phases?.map(({ phaseType }) => phaseType)).toEqual([
    'SUBMITTED',
    'QUEUED',
    'PROVISIONING',
    'DOWNLOAD_SOURCE',
    'INSTALL',
    'PRE_BUILD',
    'BUILD',
    'POST_BUILD',
    'UPLOAD_ARTIFACTS',
    'FINALIZING',
    'COMPLETED',
  ])
})

withBuild('a command that fails fails its phase, with the command and its exit status', async () => {
  const projectName = await makeProject('failure')
  const started = await codebuild().send(
    new StartBuildCommand({ projectName, buildspecOverride: buildspec('exit 3', 'echo never') }),
  )
  const ended = await until(
    async () => (await codebuild().send(new BatchGetBuildsCommand({ ids: [started.build?.id ?? ''] }))).builds?.[0],
    build => build?.buildComplete === true,
  )
  expect(ended?.buildStatus).toBe('FAILED')
  const failed = ended?.phases?.find(({ phaseType }) => phaseType === 'BUILD')
  expect(failed?.phaseStatus).toBe('FAILED')
  expect(failed?.contexts?.[0]).toEqual({
    statusCode: 'COMMAND_EXECUTION_ERROR',
    message: expect.stringMatching(/^Error while executing command: exit 3\. Reason: exit status 3$/),
  })
})

test('a project is listed and changes', async () => {
  const name = await makeProject('changing')
  expect((await codebuild().send(new ListProjectsCommand({}))).projects).toContain(name)
  const { project } = await codebuild().send(new UpdateProjectCommand({ name, timeoutInMinutes: 7 }))
  expect(project).toMatchObject({ name, timeoutInMinutes: 7, queuedTimeoutInMinutes: 480 })
  await codebuild().send(new InvalidateProjectCacheCommand({ projectName: name }))
  const tags = [{ key: 'aws:a', value: 'b' }]
  expect(await refusal(codebuild().send(new UpdateProjectCommand({ name, tags })))).toMatchObject({
    name: 'InvalidInputException',
    status: 400,
  })
})

test('a report group is listed, empty, and gone once it is deleted', async () => {
  const name = account.name('reports')
  const { reportGroup } = await codebuild().send(
    new CreateReportGroupCommand({ name, type: 'TEST', exportConfig: { exportConfigType: 'NO_EXPORT' } }),
  )
  const arn = reportGroup?.arn ?? ''
  expect(arn).toBe(account.arn('codebuild', `report-group/${name}`))
  expect((await codebuild().send(new ListReportGroupsCommand({}))).reportGroups).toContain(arn)
  const { reports = [] } = await codebuild().send(new ListReportsForReportGroupCommand({ reportGroupArn: arn }))
  expect(reports).toEqual([])
  const missing = `${account.arn('codebuild', `report/${name}`)}:11111111-2222-4333-8444-555555555555`
  expect(await codebuild().send(new BatchGetReportsCommand({ reportArns: [missing] }))).toMatchObject({
    reportsNotFound: [missing],
  })
  expect(await refusal(codebuild().send(new DescribeTestCasesCommand({ reportArn: missing })))).toMatchObject({
    name: 'ResourceNotFoundException',
  })
  await codebuild().send(new DeleteReportGroupCommand({ arn }))
  expect(await codebuild().send(new BatchGetReportGroupsCommand({ reportGroupArns: [arn] }))).toMatchObject({
    reportGroupsNotFound: [arn],
  })
})

withBuild('a build is stopped, tried again, and deleted', async () => {
  const projectName = await makeProject('stopped')
  const buildspecOverride = buildspec('sleep 60')
  const { build } = await codebuild().send(new StartBuildCommand({ projectName, buildspecOverride }))
  const id = build?.id ?? ''
  expect((await codebuild().send(new ListBuildsCommand({}))).ids).toContain(id)
  await codebuild().send(new StopBuildCommand({ id }))
  const status = async () => (await codebuild().send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.[0]?.buildStatus
  expect(await until(status, seen => seen !== 'IN_PROGRESS')).toBe('STOPPED')
  const again = await codebuild().send(new RetryBuildCommand({ id }))
  await codebuild().send(new StopBuildCommand({ id: again.build?.id }))
  const { buildsDeleted } = await codebuild().send(new BatchDeleteBuildsCommand({ ids: [id] }))
  expect(buildsDeleted).toEqual([account.arn('codebuild', `build/${id}`)])
})
