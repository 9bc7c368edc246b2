// Reading what a sandbox wrote: a link that it made leads this program, which sees everything, to where the sandbox could not look itself.

import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from '../error-code.ts'

export class OutsideError extends Error {
  override readonly name = 'OutsideError'
}

/**
 * The content of a file in the folder, also while somebody else changes the folder.
 * @throws OutsideError when a link leads out of the folder
 */
export const readInside = async (folder: string, file: string): Promise<string> => {
  // Not to wait for whoever would write to a named pipe.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!(await handle.stat()).isFile()) throw new OutsideError(`${file} should be a file`)
    await refuseOutside(folder, await pathOf(handle, file), file)
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

/** @throws OutsideError when the file is, links followed, not in the folder; only for what nobody changes any more */
export const checkInside = async (folder: string, file: string): Promise<void> =>
  refuseOutside(folder, await realpathOfNearest(file), file)

const refuseOutside = async (folder: string, real: string, file: string): Promise<void> => {
  const root = await realpath(folder)
  if (real !== root && !real.startsWith(`${root}/`))
    throw new OutsideError(`${file} leads to ${real}, outside of the build's own folders`)
}

/** What was opened, whatever the path leads to by now; Linux alone tells. */
const pathOf = (handle: FileHandle, file: string): Promise<string> =>
  process.platform === 'linux' ? readlink(`/proc/self/fd/${handle.fd}`) : realpath(file)

/** Of a file that is not there yet, the folder that it would be made in. */
const realpathOfNearest = async (file: string): Promise<string> => {
  try {
    return await realpath(file)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(file) === file) throw error
    if (await lstat(file).catch(() => undefined)) throw new OutsideError(`${file} is a link to what is not there`)
    return await realpathOfNearest(dirname(file))
  }
}
