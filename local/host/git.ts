// The machine's git, asked about the repository that is run.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export class GitError extends Error {
  override readonly name = 'GitError'
}

/**
 * Runs git and gives what it printed.
 * @throws GitError with git's own words, or what to install when there is no git
 */
export const git = async (
  folder: string,
  args: readonly string[],
  { env = {}, signal }: { readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> => {
  try {
    const { stdout } = await promisify(execFile)('git', [...args], {
      cwd: folder,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', ...env },
      maxBuffer: 64 * 1024 * 1024,
      ...(signal ? { signal } : {}),
    })
    return stdout.trimEnd()
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
