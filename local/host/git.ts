// The machine's git, asked about the repository that is run.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export class GitError extends Error {
  override readonly name = 'GitError'
}

interface Running {
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs git and gives what it printed.
 * @throws GitError with git's own words, or what to install when there is no git
 */
export const git = async (folder: string, args: readonly string[], running: Running = {}): Promise<string> =>
  (await run(folder, args, running)).toString('utf8').trimEnd()

/**
 * The texts of files as the commit has them, by one process; undefined for a file that it does not have.
 * @throws GitError
 */
export const readFiles = async (
  folder: string,
  commit: string,
  files: readonly string[],
): Promise<readonly (string | undefined)[]> => {
  const input = files.map(file => `${commit}:${file}\n`).join('')
  let rest = await run(folder, ['cat-file', '--batch'], { input })
  return files.map(() => {
    // '<object> <type> <size>', the content, an empty line; or '<name> missing'.
    const end = rest.indexOf('\n')
    const [, type, size] = / (\w+) (\d+)$/.exec(rest.subarray(0, end).toString('utf8')) ?? []
    const content = rest.subarray(end + 1, end + 1 + Number(size ?? 0))
    rest = rest.subarray(end + 1 + (size === undefined ? 0 : content.length + 1))
    return type === 'blob' ? content.toString('utf8') : undefined
  })
}

const run = async (
  folder: string,
  args: readonly string[],
  { env = {}, signal, input }: Running & { readonly input?: string },
): Promise<Buffer> => {
  try {
    const ended = promisify(execFile)('git', [...args], {
      cwd: folder,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', ...env },
      encoding: 'buffer',
      maxBuffer: 64 * 1024 * 1024,
      ...(signal ? { signal } : {}),
    })
    // A git that ends without reading says why itself.
    ended.child.stdin?.on('error', () => {}).end(input)
    return (await ended).stdout
  } catch (error) {
    throw new GitError(reasonOf(error))
  }
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ENOENT')
    return 'git was not found on the PATH; install git (https://git-scm.com) and run the same command again'
  const printed = 'stderr' in error ? String(error.stderr).trim() : ''
  return printed === '' ? error.message : printed
}
