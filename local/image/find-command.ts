// Finds commands as a shell does: the first executable file of that name on the PATH.
import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Every file that the PATH has for the name, in order, links followed. */
export const findCommands = async (name: string, path: string): Promise<readonly string[]> => {
  const found: string[] = []
  for (const folder of path.split(':').filter(part => part.startsWith('/'))) {
    const file = join(folder, name)
    const runs = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runs) found.push(await realpath(file))
  }
  return found
}

export const findCommand = async (name: string, path: string): Promise<string | undefined> =>
  (await findCommands(name, path))[0]

/** Milliseconds for a program to say who it is; only one that hangs takes so long, on a busy machine too. */
export const PATIENCE = 120_000

const run = promisify(execFile)

/**
 * A version manager's shim (pyenv, rbenv, asdf) needs the user's settings to know what it stands for, which a build does not have: it is asked
 * once what it is. Any other file is itself.
 */
export const behindShim = async (
  file: string,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> => {
  const manager = /\/\.?(pyenv|rbenv|phpenv|goenv|asdf)\/shims\//.exec(file)?.[1]
  if (!manager) return file
  const answer = await run(manager, ['which', name], { env: { ...env }, timeout: PATIENCE }).catch(() => undefined)
  return answer?.stdout.trim().split('\n')[0] || undefined
}
