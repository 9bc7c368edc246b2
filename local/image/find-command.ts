// Finds commands as a shell does: the first executable file of that name on the PATH.
import { constants } from 'node:fs'
import { access, realpath } from 'node:fs/promises'
import { join } from 'node:path'

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
