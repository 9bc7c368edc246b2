// Builds that really run: source in, commands, artifact out.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { cloud, failureOf, openBuilds, phasesOf, refuse, run, spec } from '../../../tests/support/builds/house.ts'
import { readZipEntry, zipEntryNames, zipOf } from '../../host/zip.ts'

openBuilds()

test('a build runs every phase, exports variables, and puts its artifact to S3', async () => {
  const build = await run(
    spec(
      `  install:\n    runtime-versions: {nodejs: 24}\n  pre_build:\n    commands: ['mkdir dist && cd dist']\n  build:\n    commands:\n      - echo "$A $B" > out.txt\n      - VERSION=$(cat ../version)`,
      "env:\n  variables: {A: from buildspec, B: b}\n  exported-variables: [VERSION]\nartifacts:\n  files: ['**/*']\n  base-directory: dist",
    ),
    { version: '7' },
  )
  expect(failureOf(build)).toBeUndefined()
  expect(build).toMatchObject({
    buildStatus: 'SUCCEEDED',
    currentPhase: 'COMPLETED',
    exportedEnvironmentVariables: [{ name: 'VERSION', value: '7' }],
  })
  expect(phasesOf(build)).toBe(
    'DOWNLOAD_SOURCE SUCCEEDED, INSTALL SUCCEEDED, PRE_BUILD SUCCEEDED, BUILD SUCCEEDED, POST_BUILD SUCCEEDED, UPLOAD_ARTIFACTS SUCCEEDED, FINALIZING SUCCEEDED, COMPLETED',
  )
  const uploaded = await cloud.call('GetObject', { Bucket: 'artifacts', Key: 'pipeline/out/x1' }, 's3')
  const zip = await buffer(uploaded.Body as Readable)
  expect(await zipEntryNames(zip)).toEqual(['out.txt'])
  expect(Buffer.from((await readZipEntry(zip, 'out.txt')) ?? []).toString()).toBe('from project b\n')
  expect(build.log).toMatch(/\[Container\] 2026\/01\/01 00:00:00\.000000 Running command VERSION=/)
  expect(build.log).toContain('Phase complete: BUILD State: SUCCEEDED')
})

test('each output artifact is taken from the base directory that it names, also from another source', async () => {
  const Body = await zipOf({ 'config.txt': 'x' })
  await cloud.call('PutObject', { Bucket: 'artifacts', Key: 'config', Body }, 's3')
  const artifact = (name: string) => ({
    type: 'S3',
    location: 'artifacts',
    path: 'out',
    name,
    packaging: 'ZIP',
    artifactIdentifier: name,
  })
  const build = await run(
    spec(
      '  build:\n    commands: [touch one, "export NAME=two", "cd $CODEBUILD_SRC_DIR_Config && touch two"]',
      'artifacts:\n  secondary-artifacts:\n    first: {base-directory: $CODEBUILD_SRC_DIR, files: [one]}\n    second: {base-directory: $CODEBUILD_SRC_DIR_Config, files: [$NAME]}',
    ),
    {},
    {
      secondarySourcesOverride: [{ type: 'S3', location: 'artifacts/config', sourceIdentifier: 'Config' }],
      artifactsOverride: { type: 'NO_ARTIFACTS' },
      secondaryArtifactsOverride: [artifact('first'), artifact('second')],
    },
  )
  expect(failureOf(build)).toBeUndefined()
  const namesIn = async (name: string) => {
    const { Body } = await cloud.call('GetObject', { Bucket: 'artifacts', Key: `out/${name}` }, 's3')
    return zipEntryNames(await buffer(Body as Readable))
  }
  expect([await namesIn('first'), await namesIn('second')]).toEqual([['one'], ['two']])
})

test('a failing command fails the build, says which, and post_build still runs', async () => {
  const build = await run(
    spec(
      '  build:\n    commands: [echo before, sh -c "exit 2", echo never]\n    finally: [echo tidy]\n  post_build:\n    commands: [echo succeeding=$CODEBUILD_BUILD_SUCCEEDING]',
      'artifacts: {files: [buildspec.yml]}',
    ),
  )
  expect(build.buildStatus).toBe('FAILED')
  expect(phasesOf(build)).toContain(
    'BUILD FAILED, POST_BUILD SUCCEEDED, UPLOAD_ARTIFACTS SUCCEEDED, FINALIZING SUCCEEDED',
  )
  expect(failureOf(build)).toEqual({
    statusCode: 'COMMAND_EXECUTION_ERROR',
    message: 'Error while executing command: sh -c "exit 2". Reason: exit status 2',
  })
  expect(build.log).toContain('\ntidy\n')
  expect(build.log).toContain('\nsucceeding=0\n')
  expect(build.log).not.toContain('\nnever\n')
})

const failures: readonly [string, string | undefined, string, string][] = [
  ['no buildspec', undefined, 'DOWNLOAD_SOURCE FAILED, FINALIZING SUCCEEDED', 'buildspec.yml is not in the source'],
  [
    'a wrong buildspec',
    'version: 0.2\nphases: {build: {commands: x}}',
    'DOWNLOAD_SOURCE FAILED, FINALIZING',
    'buildspec.yml:2: phases.build.commands should be a list',
  ],
  [
    'another Node.js',
    spec('  install:\n    runtime-versions: {nodejs: 18}\n    commands: []'),
    'DOWNLOAD_SOURCE FAILED',
    'the local cloud has nodejs 24 alone, and the buildspec asks for nodejs 18',
  ],
  [
    'a failed install',
    spec('  install:\n    commands: ["false"]\n  build:\n    commands: [x]'),
    'INSTALL FAILED, FINALIZING SUCCEEDED, COMPLETED',
    'Error while executing command: false. Reason: exit status 1',
  ],
  [
    'an artifact that is not there',
    spec('  build:\n    commands: ["true"]', 'artifacts: {files: [no/*]}'),
    'UPLOAD_ARTIFACTS FAILED',
    'no matching artifact paths found for no/*',
  ],
  [
    'no artifacts at all',
    spec('  build:\n    commands: ["true"]'),
    'UPLOAD_ARTIFACTS FAILED',
    'the buildspec has no artifacts.files',
  ],
  [
    'a base directory that is not there',
    spec('  build:\n    commands: ["true"]', 'artifacts: {files: [x], base-directory: no}'),
    'UPLOAD_ARTIFACTS FAILED',
    'no matching base directory path found for no',
  ],
]
test.each(failures)('%s fails the build with the reason', async (_, buildspec, phases, message) => {
  const build = await run(buildspec)
  expect(build.buildStatus).toBe('FAILED')
  expect(phasesOf(build)).toContain(phases)
  expect(failureOf(build)?.message).toContain(message)
})

test('a source that the role may not read fails DOWNLOAD_SOURCE', async () => {
  refuse('s3:GetObject')
  const build = await run(spec('  build:\n    commands: [x]'))
  expect(phasesOf(build)).toContain('DOWNLOAD_SOURCE FAILED')
  expect(failureOf(build)).toEqual({
    statusCode: 'CLIENT_ERROR',
    message:
      'AccessDenied: not allowed: s3:GetObject for primary source and source version arn:aws:s3:::artifacts/source',
  })
})

test('a role that may not write logs has a build without logs, and nothing else fails', async () => {
  refuse('logs:CreateLogStream')
  const build = await run(spec('  build:\n    commands: [echo hello]', 'artifacts: {files: [buildspec.yml]}'))
  expect(build.buildStatus).toBe('SUCCEEDED')
  expect(build.log).toContain('\nhello\n')
})

test('logs are in CloudWatch Logs, in a stream per build', async () => {
  const { id } = await run(spec('  build:\n    commands: [echo hello]', 'artifacts: {files: [buildspec.yml]}'))
  const { events } = await cloud.call(
    'GetLogEvents',
    { logGroupName: '/aws/codebuild/Build', logStreamName: id.slice(id.indexOf(':') + 1), startFromHead: true },
    'logs',
  )
  expect((events as { message: string }[]).map(event => event.message)).toContain('hello\n')
})

test('a build has the variables of CodeBuild and none of this process', async () => {
  process.env.SECRET_OF_MINE = 'leak'
  const build = await run(spec('  build:\n    commands: [env]', 'artifacts: {files: [buildspec.yml]}'))
  delete process.env.SECRET_OF_MINE
  for (const line of [
    'CODEBUILD_RESOLVED_SOURCE_VERSION=abc123',
    'CODEBUILD_INITIATOR=tester',
    'CODEBUILD_BUILD_NUMBER=1',
    'AWS_ACCESS_KEY_ID=***',
    'CODEBUILD_BUILD_IMAGE=aws/codebuild/standard:8.0',
  ])
    expect(build.log).toContain(`\n${line}\n`)
  expect(build.log).not.toContain('SECRET_OF_MINE')
})

test('credentials never reach the event log', async () => {
  await run(spec('  build:\n    commands: [env]', 'artifacts: {files: [buildspec.yml]}'))
  const facts = readFileSync(join(cloud.stateFolder, 'events.jsonl'), 'utf8')
  expect(facts).toContain('CodeBuild Build State Change')
  expect(facts).not.toContain('test-secret')
  expect(facts).not.toContain('test-token')
})

test('reports in JUnit are read, summed up and kept', async () => {
  const xml =
    '<testsuites><testsuite name="s"><testcase name="a" classname="c" time="0.5"/><testcase name="b" time="1"><failure message="no"/></testcase></testsuite></testsuites>'
  const build = await run(
    spec(
      '  build:\n    commands: ["true"]',
      "reports: {unit: {files: ['*.xml']}}\nartifacts: {files: [buildspec.yml]}",
    ),
    { 'r.xml': xml },
  )
  const { reports } = await cloud.call('BatchGetReports', { reportArns: build.reportArns })
  expect(reports).toMatchObject([
    {
      name: 'Build-unit',
      status: 'FAILED',
      testSummary: { total: 2, statusCounts: { SUCCEEDED: 1, FAILED: 1 }, durationInNanoSeconds: 1.5e9 },
    },
  ])
  expect(
    await cloud.call('DescribeTestCases', { reportArn: build.reportArns[0], filter: { status: 'FAILED' } }),
  ).toMatchObject({
    testCases: [{ name: 'b', message: 'no', testSuiteName: 's' }],
  })
})

test('a role that may not make reports fails the build with the reason', async () => {
  refuse('codebuild:CreateReport')
  const xml = '<testsuite name="s"><testcase name="a"/></testsuite>'
  const reports = "reports: {unit: {files: ['*.xml']}}\nartifacts: {files: [buildspec.yml]}"
  const build = await run(spec('  build:\n    commands: ["true"]', reports), { 'r.xml': xml })
  expect(phasesOf(build)).toContain('UPLOAD_ARTIFACTS FAILED')
  expect(failureOf(build)?.message).toBe('Error processing report: AccessDenied: not allowed: codebuild:CreateReport')
})

test('what a build caches is there in the next one', async () => {
  const buildspec = spec(
    '  build:\n    commands: ["ls kept || true", "mkdir -p kept && touch kept/thing"]',
    "cache: {paths: ['kept/**/*']}\nartifacts: {files: [buildspec.yml]}",
  )
  expect((await run(buildspec)).log).not.toContain('\nthing\n')
  expect((await run(buildspec)).log).toContain('\nthing\n')
  await cloud.call('InvalidateProjectCache', { projectName: 'Build' })
  await cloud.runtime.idle()
  expect((await run(buildspec)).log).not.toContain('\nthing\n')
})
