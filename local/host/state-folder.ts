// The one folder that holds everything the local cloud keeps. One process at a time may use it.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from './error-code.ts'

/** The folder cannot be used, and what to do about it. */
export class StateFolderError extends Error {
  override readonly name = 'StateFolderError'
}

export interface StateFolder {
  readonly path: string
  /** Removes everything that was kept. */
  empty(): void
  /** Written once the front door listens, so that other shells find it. */
  announce(endpoint: string): void
  /** Leaves no empty folder where there was none. */
  release(): void
}

interface Lock {
  readonly pid: number
  readonly endpoint?: string
}

/**
 * Takes the folder for this process; a lock whose process has ended is taken over.
 * @throws StateFolderError when another process has it, or when it is a folder of something else
 */
export const takeStateFolder = (path: string): StateFolder => {
  refuseForeign(path)
  const lock = join(path, LOCK)
  const holder = readLock(path)
  if (holder && isAlive(holder.pid))
    throw new StateFolderError(
      `${path} is in use by process ${holder.pid}${holder.endpoint ? `, a local cloud at ${holder.endpoint}` : ''}; stop that one (Ctrl-C), or choose another folder with --state. If that process is no local cloud, remove ${lock}`,
    )
  const made = takeIn(path, lock)
  return {
    path,
    empty: () => {
      for (const name of readdirSync(path))
        if (name !== LOCK) rmSync(join(path, name), { recursive: true, force: true })
    },
    announce: endpoint => writeFileSync(lock, JSON.stringify({ pid: process.pid, endpoint } satisfies Lock)),
    release: () => {
      rmSync(lock, { force: true })
      if (made && readdirSync(path).length === 0) rmdirSync(path)
    },
  }
}

/** The endpoint of the local cloud that runs over the folder; undefined when none does. */
export const runningEndpoint = (path: string): string | undefined => {
  const holder = readLock(path)
  return holder && isAlive(holder.pid) ? holder.endpoint : undefined
}

/** Whether the folder was made. @throws StateFolderError */
const takeIn = (path: string, lock: string): boolean => {
  try {
    const made = mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined
    rmSync(lock, { force: true })
    // Exclusively: of two processes that start at the same moment one fails here.
    writeFileSync(lock, JSON.stringify({ pid: process.pid } satisfies Lock), { flag: 'wx' })
    return made
  } catch (error) {
    // A full disk takes the name of a file and not its words.
    if (errorCode(error) === 'ENOSPC') rmSync(lock, { force: true })
    // Node.js says ENOENT where a folder cannot be made on a disk that is read-only.
    if (errorCode(error) === 'ENOENT')
      throw new StateFolderError(`${path} cannot be made there; choose another folder with --state`)
    throw error
  }
}

const LOCK = 'lock.json'
/** What a state folder has one of, however early it was left. */
const SIGNS = [LOCK, 'secret', 'events.jsonl']

/** A mistyped --state must not fill, nor --fresh empty, a folder that holds something else. */
const refuseForeign = (path: string): void => {
  const names = entriesOf(path)
  if (names.length > 0 && !SIGNS.some(name => names.includes(name)))
    throw new StateFolderError(
      `${path} holds other things (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}) and no state of a local cloud; give --state an empty folder, or one that does not exist yet`,
    )
}

const entriesOf = (path: string): readonly string[] => {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path)
  } catch (error) {
    throw new StateFolderError(
      `${path} should be a folder that can be read (${errorCode(error) ?? error}); give --state another one`,
    )
  }
}

const readLock = (path: string): Lock | undefined => {
  const lock = join(path, LOCK)
  if (!existsSync(lock)) return undefined
  try {
    const value: unknown = JSON.parse(readFileSync(lock, 'utf8'))
    return isLock(value) ? value : undefined
  } catch {
    return undefined // a lock that cannot be read was being written when its process died
  }
}

const isLock = (value: unknown): value is Lock =>
  typeof value === 'object' && value !== null && 'pid' in value && Number.isInteger(value.pid) && Number(value.pid) > 0

const isAlive = (pid: number): boolean => {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
