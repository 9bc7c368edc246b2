// No secret of a run is written anywhere, and nothing of the user's own shell reaches what somebody pushed.

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Credentials } from '../local/core/service.ts'
import { readZipEntry, zipEntryNames } from '../local/host/zip.ts'
import { type Cast, release, startCast } from '../permissions/stories/cast.ts'
import { crashTests } from '../permissions/stories/commits.ts'

/** What a shell may hold; the value is looked for everywhere. */
const MARKER = 'of-my-own-shell'
const shell = [
  'MY_TOKEN',
  'NPM_TOKEN',
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'GIT_ASKPASS',
  'NODE_AUTH_TOKEN',
  'BASH_ENV',
]

let cast: Cast
let stateFolder: string
const secrets = new Set<string>()
const issued: string[] = []

beforeAll(async () => {
  for (const name of shell) process.env[name] = MARKER
  cast = await startCast({ snapshots: 'never' }) // the log has all that was said
  for (const name of shell) delete process.env[name]
  const { flow, developer, releaseManager } = cast
  stateFolder = dirname(flow.cloud.runtime.desk('s3').folder())
  for (const { key } of [developer, releaseManager]) secrets.add(key.secretAccessKey)
  secrets.add(flow.cloud.credentials.secretAccessKey)
  collectSecrets()
  await tell()
})
afterAll(async () => {
  await cast.flow.close()
  expect(cast.flow.bugs).toEqual([])
})

/** Everything that is handed out from now on, to whomever. */
const collectSecrets = (): void => {
  const { security } = cast.flow.cloud.runtime
  const { issueCredentials } = security
  Object.assign(security, {
    issueCredentials: (...asked: Parameters<typeof issueCredentials>): Credentials => {
      const credentials = issueCredentials(...asked)
      const [principal] = asked
      issued.push(principal.kind === 'session' ? `${principal.by} ${principal.sessionName}` : principal.kind)
      secrets.add(credentials.SecretAccessKey)
      secrets.add(credentials.SessionToken)
      return credentials
    },
  })
}

/** A run that goes to Prod, one whose tests die, and a stop while one waits at the gate. The build and the function tell what they see. */
const tell = async (): Promise<void> => {
  const { flow, developer } = cast
  const { repository } = flow
  const buildspec = repository.read('buildspec.yml')
  const app = repository.read('app/dist/index.cjs')
  repository.commit('tell', {
    'buildspec.yml': buildspec.replace(
      'commands:',
      `commands:
      - node -p "'variables ' + Object.keys(process.env).sort()"
      - env
      - if env | grep -q ${MARKER}; then echo leaked; else echo clean; fi`,
    ),
    'app/dist/index.cjs': app.replace(
      'JSON.stringify({',
      `JSON.stringify({ variables: Object.keys(process.env), leaked: JSON.stringify(process.env).includes('${MARKER}'),`,
    ),
  })
  await release(cast)
  crashTests(repository)
  expect(await flow.end(await flow.push(developer.key))).toBe('FAILED')
  repository.git('revert', '--no-edit', 'HEAD')
  await flow.gate(await flow.push(developer.key))
  await flow.restart()
}

const files = (): readonly string[] =>
  readdirSync(stateFolder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

/** Every file, and every file of every zip, with what it holds. */
const everything = async (): Promise<ReadonlyMap<string, Buffer>> => {
  const found = new Map<string, Buffer>()
  for (const path of files()) {
    const content = readFileSync(path)
    const name = relative(stateFolder, path)
    found.set(name, content)
    if (content.subarray(0, 2).toString() !== 'PK') continue
    for (const entry of await zipEntryNames(content))
      found.set(`${name}!${entry}`, Buffer.from((await readZipEntry(content, entry)) ?? []))
  }
  return found
}

const search = (contents: ReadonlyMap<string, Buffer>, words: Iterable<string>): readonly string[] => {
  const forms = [...words].flatMap(word => [word, encodeURIComponent(word), Buffer.from(word).toString('base64')])
  return [...contents].flatMap(([name, content]) => (forms.some(form => content.includes(form)) ? [name] : []))
}

test('no secret access key and no session token of a run is in any file, log or archive that it leaves', async () => {
  const contents = await everything()
  // The search would find them: it finds what is there to be found.
  expect(search(contents, ['CodePipeline Action Execution State Change'])).toContain('events.jsonl')
  expect(search(contents, ['Asks the stage for its version'])).toEqual(
    expect.arrayContaining([expect.stringMatching(/^s3\/blobs\/.*!test-app\/dist\/index\.cjs$/)]),
  )
  // Builds, functions and the jobs of CodePipeline were given credentials.
  expect(issued).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^codebuild\.amazonaws\.com AWSCodeBuild-/),
      expect.stringMatching(/^lambda\.amazonaws\.com TimeService_start_tests$/),
      expect.stringMatching(/^lambda\.amazonaws\.com TimeService-tests-/),
      expect.stringMatching(/^codepipeline\.amazonaws\.com /),
    ]),
  )
  expect(search(contents, secrets)).toEqual([])
})

test('a build that prints its environment shows none of its credentials', async () => {
  expect((await buildOutput()).match(/^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)=.*$/gm)?.sort()).toEqual(
    expect.arrayContaining(['AWS_ACCESS_KEY_ID=***', 'AWS_SECRET_ACCESS_KEY=***', 'AWS_SESSION_TOKEN=***']),
  )
})

test('a secret that is written is found', async () => {
  const path = join(stateFolder, 'planted')
  writeFileSync(path, JSON.stringify({ secretAccessKey: [...secrets].at(-1) }))
  expect(search(await everything(), secrets)).toEqual(['planted'])
  writeFileSync(path, '')
})

test('only the person whose cloud it is can read the state folder', () => {
  const mode = (path: string) => (statSync(join(stateFolder, path)).mode & 0o777).toString(8)
  expect(mode('.')).toBe('700')
  for (const key of ['secret', 'kms/key-material', 'lambda/queue.key']) expect(mode(key)).toBe('600')
})

const buildOutput = async (): Promise<string> => {
  const { events } = await cast.flow.call<{ events: readonly { message: string }[] }>('logs', 'FilterLogEvents', {
    logGroupName: '/aws/codebuild/TimeService',
  })
  return events.map(({ message }) => message).join('')
}

describe("the user's own shell", () => {
  test('does not reach a build', async () => {
    const output = await buildOutput()
    expect(output).toMatch(/^clean$/m)
    expect(output).not.toMatch(/^leaked$/m)
    const [, variables = ''] = /^variables (.*)$/m.exec(output) ?? []
    // npm's settings and the certificates it trusts are the machine's, so that `npm ci` reaches the registry that the person's npm reaches.
    const own =
      /^(AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|REGION|DEFAULT_REGION|ENDPOINT_URL|EC2_METADATA_DISABLED)|ARTIFACT_(BUCKET|KEY_ID)|CODEBUILD_\w+|npm_config_\w+|NODE_EXTRA_CA_CERTS|SSL_CERT_(DIR|FILE)|CI|HOME|LANG|PATH|PWD|OLDPWD|SHLVL|TMPDIR|_)$/
    expect(variables.split(',').filter(name => !own.test(name))).toEqual([])
  })

  test('does not reach a function', async () => {
    const answer = await fetch(`${await cast.flow.url('prod')}/version`)
    const { variables, leaked } = (await answer.json()) as { variables: readonly string[]; leaked: boolean }
    expect(leaked).toBe(false)
    const own =
      /^(AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|REGION|DEFAULT_REGION|ENDPOINT_URL|EXECUTION_ENV|XRAY_\w+|LAMBDA_\w+)|LAMBDA_\w+|NODE_PATH|NODE_OPTIONS|_HANDLER|_X_AMZN_TRACE_ID|TZ|LANG|PATH|LD_LIBRARY_PATH|TMPDIR|HOME|PWD|SHLVL|_)$/
    expect(variables.filter(name => !own.test(name))).toEqual([])
  })
})
