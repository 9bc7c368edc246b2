// A newcomer's first minute: a clone of this very repository, `start` with the approval given, and the service that it holds in Prod, whichever it is.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settings } from '../pipeline/config.ts'
import { ownFiles, personsEnvironment, runCli } from './support/command-line.ts'
import { gitEnvironment } from './support/repository.ts'

let parent: string
let clone: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'local-cloud-start-'))
  clone = join(parent, 'clone')
  mkdirSync(clone)
  ownFiles(clone)
  const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, env: gitEnvironment })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('commit', '--quiet', '--message=The service')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const { stages } = settings
const ACTIONS = [
  'Source/Source',
  'Build/Build',
  'DeployTests/Deploy',
  ...stages.flatMap(({ name, gate }) => [
    ...(gate === 'approval' ? [`${name}/Approve`] : []),
    `${name}/Deploy`,
    `${name}/Test`,
  ]),
]

test('the commit goes through every stage to Prod, and nothing is left behind', async () => {
  const { exitCode, output } = await runCli(['start', '--approve', '--exit', '--port', '0'], clone, {
    ...personsEnvironment,
    LOCAL_AWS_CLI: 'machine', // the real AWS CLI, where the machine has it
    NO_COLOR: '1',
    // What a new account of AWS often has: more than the tests of a stage, and its function, may need at once.
    LOCAL_ACCOUNT_CONCURRENCY: '10',
  }).ended
  expect(output).not.toContain('✘')
  for (const action of ACTIONS) expect(output).toContain(`  ✔ ${action} Succeeded in `)
  expect(output.match(/Test Succeeded in [^:]+: (\d+) of \1 checks passed/g)).toHaveLength(stages.length)
  for (const { name } of stages)
    expect(output).toMatch(
      new RegExp(`^ {2}${name} +http://127\\.0\\.0\\.1:\\d+/execute-api/\\w+/${name.toLowerCase()}$`, 'm'),
    )
  expect(output).not.toContain('\x1b[')
  expect(exitCode).toBe(0)
  expect(existsSync(join(clone, '.local-cloud/lock.json'))).toBe(false)
  expect(processesOf(clone)).toEqual([])
})

/** Processes whose command line or working folder is in the folder. */
const processesOf = (folder: string): readonly string[] =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter(line => line.includes(folder))
