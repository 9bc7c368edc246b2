import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerGit } from './credential-helper.ts'
import { shellEnvironment } from './env.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "it's a folder "))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what a shell evaluates comes out as it was meant, whatever the folder is called', () => {
  writeFileSync(join(folder, 'lock.json'), JSON.stringify({ pid: process.ppid, endpoint: 'http://127.0.0.1:4600' }))
  const script = `AWS_PROFILE=mine; ${shellEnvironment(folder, 'eu-west-1', '/some where/cli.ts').replaceAll('\n', '; ')}
    printf '%s\\n' "$AWS_ENDPOINT_URL" "$AWS_REGION" "$AWS_PROFILE" "$GIT_CONFIG_KEY_0"
    eval "set -- \${GIT_CONFIG_VALUE_0#!}"; printf '%s\\n' "$@"`
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n')).toEqual([
    'http://127.0.0.1:4600',
    'eu-west-1',
    '',
    'credential.http://127.0.0.1:4600.helper',
    process.execPath,
    '/some where/cli.ts',
    'git-credential',
    '--state',
    folder,
    '',
  ])
})

test('without a local cloud there is nothing to print', () => {
  expect(() => shellEnvironment(folder, 'us-east-1', 'cli.ts')).toThrow(
    `no local cloud runs over ${folder}; start one with npm start`,
  )
})

test('git gets a user name and a password, and nothing when it wants to store or erase them', () => {
  const asked = 'protocol=http\nhost=127.0.0.1:4600\npath=v1/repos/Orders\n'
  const answer = answerGit('get', asked, folder, 'us-east-1', new Date('2026-01-02T03:04:05Z'))
  expect(answer).toMatch(/^username=AKIA\w{16}\npassword=20260102T030405Z[0-9a-f]{64}\n$/)
  expect(answerGit('store', asked, folder, 'us-east-1', new Date())).toBe('')
})
