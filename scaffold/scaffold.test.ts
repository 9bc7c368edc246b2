// What is scaffolded, in a copy of this repository: it type-checks and lints at once, and its test fails because nothing is carried out yet.

import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { services } from '../local/services.ts'
import { ownFiles } from '../tests/support/command-line.ts'
import { operationNames } from './model.ts'
import { operationPlan } from './operation.ts'
import { formatted, treeAt, written } from './repository.ts'
import { scaffold as scaffoldIn } from './scaffold.ts'

const folder = join(mkdtempSync(join(tmpdir(), 'scaffold-')), 'clone')
beforeAll(() => {
  mkdirSync(folder)
  ownFiles(folder)
})
afterAll(() => rmSync(dirname(folder), { recursive: true, force: true }))

const ran = (program: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' })
  return { status, stdout, stderr, said: `${stdout}${stderr}` }
}

const scaffold = (...args: readonly string[]) => scaffoldIn(args, folder)

/** A program of a package's, by the package's own word for it. */
const binary = (name: string, program: string): string =>
  join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), program)

/** All that what is written may break: the rest of the repository knows nothing of services. */
const typeChecked = () => {
  const include = ['local/**/*.ts', 'tests/contract/**/*.ts']
  writeFileSync(join(folder, 'tsconfig.part.json'), JSON.stringify({ extends: './tsconfig.json', include }))
  return ran(binary('typescript', 'bin/tsc'), '--noEmit', '--checkers', '1', '--project', 'tsconfig.part.json')
}
const linted = (paths: readonly string[]) =>
  ran(binary('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', ...paths)

const texts = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    globSync('{local,tests}/**/*.ts', { cwd: folder }).map(path => [path, readFileSync(join(folder, path), 'utf8')]),
  )

/** The messages of what fails in the test files, by file; empty for one that passes. */
const failures = (paths: readonly string[]): Readonly<Record<string, string>> => {
  const { stdout, stderr } = ran(binary('jest', 'bin/jest.js'), '--json', '--runInBand', '--runTestsByPath', ...paths)
  if (!stdout.startsWith('{')) throw new Error(stderr)
  const { testResults }: { testResults: readonly { name: string; message: string }[] } = JSON.parse(stdout)
  return Object.fromEntries(testResults.map(({ name, message }) => [name.slice(name.indexOf('local/')), message]))
}

const wanted = [
  ['operation', 'kms.ListGrants', 'local/services/kms/operations/list-grants', 'kms:ListGrants is not carried out'],
  ['emulated-service', 'orders', 'local/services/orders/orders', 'expect(received).not.toEqual(expected)'],
  [
    'resource-type',
    'AWS::SQS::Queue',
    'local/services/cloudformation/resources/sqs/queue',
    'cloudformation:AWS::SQS::Queue is not carried out',
  ],
] as const

test('a dry run prints the files and writes none', () => {
  const before = texts()
  for (const [kind, name, file] of wanted) {
    const { exitCode, stdout } = scaffold(kind, name, '--dry-run')
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`would write ${file}.test.ts\n\n// `)])
  }
  expect(texts()).toEqual(before)
})

test('what is written type-checks, lints, and has a test that fails until it is carried out', () => {
  const before = texts()
  for (const [kind, name, file] of wanted) {
    const { exitCode, stdout } = scaffold(kind, name)
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`wrote ${file}.test.ts\n`)])
    expect(stdout).toContain(`\nNext:\n  1. `)
  }
  // An operation finds its place in every service whose client is installed.
  const added = services.flatMap(service => {
    const name = operationNames(service.signingName)?.find(
      each => !(each in service.operations) && each !== 'ListGrants',
    )
    if (name === undefined) return []
    const plan = operationPlan(treeAt(folder), services, `${service.signingName}.${name}`)
    written(folder, formatted(folder, plan))
    const file = Object.keys(plan.files).find(path => path.endsWith('.test.ts')) ?? ''
    return [[file, `${service.signingName}:${name} is not carried out`] as const]
  })
  expect(added.length).toBeGreaterThan(5)
  expect(typeChecked()).toMatchObject({ status: 0, said: '' })
  const changed = Object.entries(texts()).flatMap(([path, text]) => (text === before[path] ? [] : [path]))
  expect(changed).toEqual(expect.arrayContaining(added.map(([file]) => file)))
  expect(linted(changed)).toMatchObject({ status: 0 })
  const reasons = [...wanted.map(([, , file, reason]) => [`${file}.test.ts`, reason] as const), ...added]
  const failed = failures(reasons.map(([file]) => file))
  for (const [file, reason] of reasons) expect(failed[file]).toContain(reason)
  expect(texts()['local/services.ts']).toMatch(/^ {2}orders,$/m)
  expect(texts()['tests/contract/clients.ts']).toContain("  orders: ['@aws-sdk/client-orders'],\n")
})

test('nothing is written over', () => {
  const before = texts()
  for (const [kind, name, file] of wanted) {
    const { exitCode, stdout, stderr } = scaffold(kind, name)
    expect([exitCode, stdout, stderr]).toEqual([1, '', expect.stringContaining('Nothing was written:\n')])
    expect(stderr).toMatch(
      kind === 'emulated-service' ? /there already|emulated already/ : `${file}.test.ts is there already`,
    )
  }
  expect(texts()).toEqual(before)
})

test.each([
  [['operation', 'kms.LisGrants'], ["AWS's model of kms has no operation 'LisGrants'; did you mean 'ListGrants'?"]],
  [['operation', 'kmss.ListGrants'], ["there is no emulated service 'kmss'; did you mean 'kms'?"]],
  [['operation', 'ListGrants'], ["'ListGrants' should be SERVICE.NAME"]],
  [['operation', 'kms.CreateKey'], ['kms.CreateKey is there already']],
  [['emulated-service', 'SQS'], ["'SQS' should be the name that the service's clients sign for"]],
  [
    ['emulated-service', 'queues', '--client', '@aws-sdk/client-kms'],
    ["@aws-sdk/client-kms signs for 'kms', which is the name that the service should have, not 'queues'"],
  ],
  [
    ['resource-type', 'AWS::SQS::Queu'],
    ["AWS::SQS has no type 'AWS::SQS::Queu'", "did you mean 'AWS::SQS::Queue'?"],
  ],
  [['resource-type', 'AWS::SQSS::Queue'], ["knows no service 'SQSS'; did you mean 'sqs'?"]],
  [
    ['resource-type', 'AWS::SNS::Topic'],
    ['AWS::SNS::Topic is there already', 'sns/topic.ts is there already'],
  ],
  [['operatoin'], ["did you mean 'operation'?", 'a name is missing']],
  [['--verbose'], ["Unknown option '--verbose'"]],
])('%j says what is wrong, and writes nothing', (args, said) => {
  const before = texts()
  const { exitCode, stdout, stderr } = scaffold(...args)
  expect([exitCode, stdout]).toEqual([1, ''])
  for (const each of said) expect(stderr).toContain(each)
  expect(stderr).not.toMatch(/^ +at /m)
  expect(texts()).toEqual(before)
})

test('npm run scaffold tells what it can do, and ends with 1 when it did nothing', () => {
  const help = ran('scaffold/main.ts', '--help')
  expect(help.status).toBe(0)
  for (const [kind] of wanted) expect(help.stdout).toContain(`npm run scaffold -- ${kind} `)
  expect(ran('scaffold/main.ts', 'nothing')).toMatchObject({ status: 1, stdout: '' })
})
