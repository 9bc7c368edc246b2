// Git over HTTP: who may not push is told so, by git itself, and no path leads anywhere but to a repository.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ServiceEvent } from '../../local/core/event.ts'
import { gitCredential } from '../../local/git-credential.ts'
import { type LocalCloud, startLocalCloud } from '../../local/local-cloud.ts'
import { gitEnvironment, type Repository, smallService } from '../support/repository.ts'
import { send } from './raw.ts'

const folder = mkdtempSync(join(tmpdir(), 'attacks-push-'))
const bugs: unknown[] = []
let cloud: LocalCloud
let repository: Repository
let events: ServiceEvent[]

beforeAll(async () => {
  repository = smallService(join(folder, 'service'))
  cloud = await startLocalCloud({ stateFolder: join(folder, 'state'), port: 0, onBug: message => bugs.push(message) })
  for (const repositoryName of ['plans', 'other']) await call('codecommit', 'CreateRepository', { repositoryName })
  await push('plans', administrator())
})
beforeEach(() => {
  events = []
})
afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true, force: true })
  expect(bugs).toEqual([])
})

const call = async <Output>(service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
  (await cloud.runtime.call(cloud.administrator, service, operation, input)) as Output

interface Password {
  readonly username: string
  readonly password: string
}
interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const passwordFor = (key: Key, name: string, now = new Date()): Password =>
  gitCredential(new URL(cloud.endpoint).host, `/v1/repos/${name}`, { ...key, region: 'us-east-1', now })
const administrator = () => passwordFor(cloud.credentials, 'plans')

const reader = async (): Promise<Password> => {
  await call('iam', 'CreateUser', { UserName: 'reader' })
  await call('iam', 'PutUserPolicy', {
    UserName: 'reader',
    PolicyName: 'read',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'codecommit:GitPull', Resource: '*' }],
    }),
  })
  const { AccessKey } = await call<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
    'iam',
    'CreateAccessKey',
    { UserName: 'reader' },
  )
  const key = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
  return passwordFor(key, 'plans')
}

/** Runs git with the password; without one it has nothing to answer when it is asked. */
const git = async (password: Password | undefined, ...args: readonly string[]): Promise<string> => {
  const helper = `credential.helper=!f() { printf 'username=%s\\npassword=%s\\n' "$GIT_USERNAME" "$GIT_PASSWORD"; }; f`
  const { stderr } = await promisify(execFile)('git', [...(password ? ['-c', helper] : []), ...args], {
    cwd: repository.folder,
    env: { ...gitEnvironment, GIT_USERNAME: password?.username, GIT_PASSWORD: password?.password },
  })
  return stderr
}
const push = (name: string, password: Password | undefined) =>
  git(password, 'push', '--quiet', `${cloud.endpoint}/v1/repos/${name}`, '+HEAD:refs/heads/main')

const tip = async (repositoryName: string): Promise<string> => {
  const { branch } = await call<{ branch: { commitId: string } }>('codecommit', 'GetBranch', {
    repositoryName,
    branchName: 'main',
  })
  return branch.commitId
}

const MINUTES = 60_000
const attempts: Readonly<Record<string, readonly [password: () => Promise<Password | undefined>, words: string]>> = {
  'without credentials': [async () => undefined, 'could not read Username'],
  "with a reader's credentials": [
    reader,
    'User: arn:aws:iam::000000000000:user/reader is not authorized to perform: codecommit:GitPush on resource: arn:aws:codecommit:us-east-1:000000000000:plans because no identity-based policy allows the codecommit:GitPush action',
  ],
  'with a password for another repository': [async () => passwordFor(cloud.credentials, 'other'), 'sign in with'],
  'with a password of 16 minutes ago': [
    async () => passwordFor(cloud.credentials, 'plans', new Date(Date.now() - 16 * MINUTES)),
    'sign in with',
  ],
  'with a password whose time was changed': [
    async () => {
      const old = passwordFor(cloud.credentials, 'plans', new Date(Date.now() - 16 * MINUTES))
      const { password } = administrator()
      return { ...old, password: password.slice(0, 16) + old.password.slice(16) }
    },
    'sign in with',
  ],
  'with the access key of somebody else': [
    async () => ({ ...administrator(), username: 'AKIAIOSFODNN7EXAMPLE' }),
    'sign in with',
  ],
}

test.each(Object.keys(attempts))('a push %s is refused', async name => {
  const [password, words] = attempts[name] ?? []
  const given = await password?.()
  const before = await tip('plans')
  repository.commit(name, {})
  const end = cloud.runtime.subscribe(event => events.push(event))
  await expect(push('plans', given)).rejects.toThrow(words)
  end()
  expect(await tip('plans')).toBe(before)
  expect(events.filter(event => event['detail-type'] === 'CodeCommit Repository State Change')).toEqual([])
})

const paths = [
  '/v1/repos/../secret',
  '/v1/repos/../plans.git/config',
  '/v1/repos/..%2f..%2fsecret/info/refs?service=git-upload-pack',
  '/v1/repos/../info/refs?service=git-upload-pack',
  '/v1/repos/plans.git/../../secret/info/refs?service=git-upload-pack',
  '/v1/repos/plans/../../../secret',
  '/v1/repos/plans/HEAD',
  '/v1/repos/plans/objects/info/packs',
  '/v1/repos/plans/info/refs?service=git-upload-archive',
  '/v1/repos//etc/info/refs?service=git-upload-pack',
  '/v1/repos/plans%00/info/refs?service=git-upload-pack',
  '/execute-api/../secret',
  '/execute-api/..%2f..%2fsecret/prod/x',
]

test.each(paths)('%s leads nowhere', async url => {
  const { username, password } = administrator()
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const { status, text } = await send(cloud.endpoint, { url, headers: { authorization } })
  expect([400, 401, 403, 404]).toContain(status)
  expect(text).not.toMatch(/\[core\]|root:|refs\/heads/)
})

test('a repository cannot be named like a path', async () => {
  for (const repositoryName of ['..', '.', '../plans', 'a/b', 'plans.git', 'a\nb', ''])
    await expect(call('codecommit', 'CreateRepository', { repositoryName })).rejects.toThrow(/repository name/i)
})
