// What a buildspec gets at beyond its build's own: real attacks in real builds.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testImage } from '../../../tests/support/builds/image.ts'
import { describeIsolated } from '../../../tests/support/isolated.ts'
import { openNotebook } from '../../../tests/support/lambda/notebook.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { zipOf } from '../../host/zip.ts'
import { logs } from '../logs/index.ts'
import { s3 } from '../s3/index.ts'
import { buildLogPath, codebuildWith } from './index.ts'

let cloud: TestRuntime
let secret: string
let victim: ChildProcess

beforeAll(async () => {
  cloud = testRuntime([codebuildWith({ image: testImage }), logs, s3])
  secret = join(cloud.stateFolder, 'secret')
  writeFileSync(secret, 'the-key-of-all-keys')
  victim = spawn('sleep', ['600'], { env: { PATH: '/usr/bin:/bin', TOKEN: 'the-secret-of-the-victim' } })
  await cloud.call('CreateBucket', { Bucket: 'artifacts' }, 's3')
  await cloud.call('CreateProject', {
    name: 'Build',
    source: { type: 'CODEPIPELINE' },
    artifacts: { type: 'CODEPIPELINE' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:8.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    serviceRole: 'arn:aws:iam::000000000000:role/build',
    cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
  })
})
afterAll(async () => {
  victim.kill()
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

interface Ended {
  readonly status: string
  readonly reason: string
  /** What the commands printed. */
  readonly output: string
}

const build = async (commands: readonly string[], more: Readonly<Record<string, unknown>> = {}): Promise<Ended> => {
  const buildspec = { version: 0.2, phases: { build: { commands } }, artifacts: { files: ['*.yml'] }, ...more }
  const Body = await zipOf({ 'buildspec.yml': JSON.stringify(buildspec) })
  await cloud.call('PutObject', { Bucket: 'artifacts', Key: 'source', Body }, 's3')
  const { build } = await cloud.call('StartBuild', {
    projectName: 'Build',
    sourceTypeOverride: 'S3',
    sourceLocationOverride: 'artifacts/source',
    artifactsOverride: { type: 'S3', location: 'artifacts', name: 'out', packaging: 'ZIP' },
  })
  await cloud.runtime.idle()
  const { id } = build as { id: string }
  const { builds } = await cloud.call('BatchGetBuilds', { ids: [id] })
  const [ended] = builds as {
    buildStatus: string
    exportedEnvironmentVariables: unknown
    phases: { contexts?: { message: string }[] }[]
  }[]
  const log = readFileSync(buildLogPath(cloud.stateFolder, id), 'utf8')
  return {
    status: ended?.buildStatus ?? '',
    reason: ended?.phases.flatMap(({ contexts = [] }) => contexts.map(({ message }) => message)).join('') ?? '',
    output: `${log
      .split('\n')
      .filter(line => !line.startsWith('[Container]'))
      .join('\n')}${JSON.stringify(ended?.exportedEnvironmentVariables)}`,
  }
}

describeIsolated('an isolated build', () => {
  test('sees nothing of the state folder but its own, and nothing of its neighbours', async () => {
    const { output } = await build([
      `cat ${secret} ${cloud.stateFolder}/events.jsonl || echo unseen`,
      `find ${cloud.stateFolder} -type f | grep -v /builds/ | wc -l`,
      'ls "$CODEBUILD_SRC_DIR/../.."',
    ])
    expect(output).toContain('unseen\n0\n')
    expect(output).not.toContain('Terminated')
    expect(output).not.toContain('the-key-of-all-keys')
    expect(output.match(/^[0-9a-f]{8}-[0-9a-f-]{27}$/gm)).toHaveLength(1)
  })

  test('sees no process but its own, and reaches none', async () => {
    const { output } = await build([
      'cat /proc/[0-9]*/environ | tr "\\0" "\\n" | grep victim || echo no token',
      `kill -0 ${victim.pid} || echo out of reach`,
      'ls -d /proc/[0-9]* | wc -l',
    ])
    expect(output).toContain('no token\n')
    expect(output).toContain('out of reach\n')
    expect(victim.exitCode).toBeNull()
  })

  test.each(['/usr/bin/evil', '/etc/evil', '/evil', '/proc/sys/kernel/core_pattern'])(
    'writes nothing to %s',
    async path => {
      expect((await build([`echo evil > ${path} || echo refused`])).output).toContain('refused\n')
      expect(path.endsWith('evil') && existsSync(path)).toBe(false)
    },
  )

  test('leaves no daemon behind, however far from its shell', async () => {
    const notebook = await openNotebook()
    const script = `${notebook.note}; setInterval(() => note(1), 20)`
    await build([
      `setsid nohup ${process.execPath.startsWith('/usr') ? process.execPath : 'node'} -e "${script.replaceAll('"', '\\"')}" >/dev/null 2>&1 & sleep 1`,
    ])
    await notebook.alone()
    notebook.close()
  })
})

describe('a link that a build made leads nobody out of it', () => {
  test('as an artifact', async () => {
    const { status, reason } = await build([`ln -s ${secret} x.txt`], { artifacts: { files: ['x.txt'] } })
    expect([status, reason]).toEqual([
      'FAILED',
      expect.stringContaining(`x.txt leads to ${secret}, outside of the build`),
    ])
  })

  test('as a folder of artifacts', async () => {
    const artifacts = { files: ['**/*'], 'base-directory': 'x' }
    const { status, reason } = await build([`ln -s ${cloud.stateFolder} x`], { artifacts })
    expect([status, reason]).toEqual(['FAILED', expect.stringContaining('outside of the build')])
  })

  test('as a report', async () => {
    const { output } = await build([`ln -s ${secret} report.xml`], { reports: { mine: { files: ['report.xml'] } } })
    expect(output).not.toContain('the-key-of-all-keys')
  })

  test('as a cache', async () => {
    const cache = { paths: ['stolen/**/*'] }
    await build([`ln -s ${cloud.stateFolder} stolen`], { cache })
    const caches = join(cloud.stateFolder, 'codebuild', 'cache')
    expect(readdirSync(caches, { recursive: true }).filter(path => String(path).endsWith('secret'))).toEqual([])
    expect((await build(['cat stolen/secret || echo unseen'], { cache })).output).toContain('unseen\n')
  })
})

describeIsolated('the scripts of an isolated build', () => {
  test('are written by nobody else: a link in their place would lead this program to write what the build wants', async () => {
    const { output } = await build([
      'cd "$CODEBUILD_SRC_DIR"/../shell-0; for n in 2 3 4; do ln -s /etc/evil scripts/$n.sh || echo refused; done',
      'rm -rf scripts; mv scripts other || echo kept',
      'echo still here',
    ])
    expect(output.match(/^refused$/gm)).toHaveLength(3)
    expect(output).toContain('kept\n')
    expect(output).toContain('still here\n')
  })

  test('and what it says of its variables lead nowhere else', async () => {
    const { output } = await build(
      [
        `for folder in "$CODEBUILD_SRC_DIR"/../shell-*/state "$CODEBUILD_SRC_DIR"/../shell-*; do ln -sf ${secret} "$folder/values"; done; MINE=1`,
      ],
      { env: { 'exported-variables': ['MINE'] } },
    )
    expect(output).not.toContain('the-key-of-all-keys')
    expect(readFileSync(secret, 'utf8')).toBe('the-key-of-all-keys')
  })
})
