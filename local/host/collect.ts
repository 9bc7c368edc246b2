// What a state folder holds: nothing for ever that nothing speaks of, and how much of each kind.

import { readdirSync, rmSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './error-code.ts'

/** Removes the entries of the folder that are not to stay. What is in use still, or cannot be removed, is for another time. */
export const removeOthers = (folder: string, stays: (name: string) => boolean): void => {
  for (const name of namesIn(folder)) {
    if (stays(name)) continue
    try {
      rmSync(join(folder, name), { recursive: true, force: true })
    } catch {
      // Nobody waits for the room.
    }
  }
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

export interface Part {
  readonly name: string
  readonly bytes: number
}

/** The bytes of each entry of the folder, the largest first. Files that come and go meanwhile count or do not. */
export const sizesIn = async (folder: string): Promise<readonly Part[]> => {
  const parts: Part[] = []
  for (const name of await readdir(folder)) parts.push({ name, bytes: await bytesOf(join(folder, name)) })
  return parts.sort((a, b) => b.bytes - a.bytes)
}

const bytesOf = async (path: string): Promise<number> => {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => undefined)
  if (!entries) return await sizeOf(path)
  let bytes = 0
  for (const entry of entries) if (entry.isFile()) bytes += await sizeOf(join(entry.parentPath, entry.name))
  return bytes
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0
