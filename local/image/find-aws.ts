// The `aws` command of the build image: the real AWS CLI where the machine has one that runs, else the image's own.
import { execFile } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { behindShim, findCommands, PATIENCE } from './find-command.ts'

export type AwsChoice = 'machine' | 'builtin'

export interface FoundAws {
  /** Absent when the image's own is used. */
  readonly path?: string
  readonly reason: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Whether the command runs without the user's environment is tried once; the answer is kept until the file changes. */
export const findAws = async (env: Environment, folder: string, choice = choiceOf(env)): Promise<FoundAws> => {
  if (choice === 'builtin') return { reason: 'asked for' }
  for (const file of await findCommands('aws', env.PATH ?? '')) {
    const path = await behindShim(file, 'aws', env)
    if (path && (await runsKept(path, folder))) return { path, reason: 'found on the PATH' }
  }
  return { reason: 'the machine has no AWS CLI that runs by itself' }
}

const choiceOf = (env: Environment): AwsChoice => {
  const given = env.LOCAL_AWS_CLI ?? 'machine'
  if (given === 'machine' || given === 'builtin') return given
  throw new Error(`LOCAL_AWS_CLI should be 'machine' or 'builtin', got '${given}'`)
}

const run = promisify(execFile)

const runsKept = async (path: string, folder: string): Promise<boolean> => {
  const { mtimeMs, size } = await stat(path)
  const key = JSON.stringify({ path, mtimeMs, size })
  const file = join(folder, 'aws-that-runs.json')
  if ((await readFile(file, 'utf8').catch(() => '')) === key) return true
  if (!(await runs(path))) return false
  await writeFile(file, key)
  return true
}

const runs = (path: string): Promise<boolean> =>
  run(path, ['--version'], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent' },
    timeout: PATIENCE,
  }).then(
    () => true,
    () => false,
  )
