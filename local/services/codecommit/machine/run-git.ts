// Runs the machine's git, away from the configuration of whoever started the local cloud.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { devNull } from 'node:os'
import { buffer } from 'node:stream/consumers'
import { ServiceError } from '../../../core/errors.ts'

export interface GitResult {
  readonly exitCode: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  LC_ALL: 'C',
  // Times in archives do not depend on the machine.
  TZ: 'UTC',
}

/** Starts git with a bare repository; `environment` is added. */
export const startGit = (
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcessWithoutNullStreams =>
  spawn('git', [...args], { cwd: folder, env: { ...ENVIRONMENT, GIT_DIR: folder, ...environment } })

/** @throws ServiceError when git is not installed; a command that fails is a result */
export const runGit = (folder: string, ...args: readonly string[]): Promise<GitResult> => feedGit(folder, args, '')

/** The same, with something to read. */
export const feedGit = async (
  folder: string,
  args: readonly string[],
  input: string | Uint8Array,
  environment: Readonly<Record<string, string>> = {},
): Promise<GitResult> => {
  const child = startGit(folder, args, environment)
  // A command that ends early reads nothing more; its exit code says so already.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [exitCode, stdout, stderr] = await Promise.all([endOf(child), buffer(child.stdout), buffer(child.stderr)])
  return { exitCode, stdout, stderr: stderr.toString().trim() }
}

/** The exit code. */
export const endOf = (child: ChildProcessWithoutNullStreams): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', error => reject(withoutGit(error)))
    child.once('close', resolve)
  })

const withoutGit = (error: NodeJS.ErrnoException): Error =>
  error.code === 'ENOENT'
    ? new ServiceError(
        'ServiceUnavailableException',
        'git was not found on the PATH of the local cloud; install git (https://git-scm.com) and start the local cloud again',
        503,
      )
    : error
