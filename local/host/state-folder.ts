// The one folder that holds everything the local cloud keeps. One process at a time may use it.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export class StateFolderInUseError extends Error {
  override readonly name = 'StateFolderInUseError'
}

export interface StateFolder {
  readonly path: string
  /** Written once the front door listens, so that other shells find it. */
  announce(endpoint: string): void
  release(): void
}

interface Lock {
  readonly pid: number
  readonly endpoint?: string
}

/**
 * Takes the folder for this process; a lock whose process has ended is taken over.
 * @throws StateFolderInUseError naming the process and its endpoint
 */
export const takeStateFolder = (path: string, options: { readonly fresh?: boolean } = {}): StateFolder => {
  const holder = readLock(path)
  if (holder && isAlive(holder.pid))
    throw new StateFolderInUseError(
      `${path} is in use by process ${holder.pid}${holder.endpoint ? `, a local cloud at ${holder.endpoint}` : ''}; stop that one (Ctrl-C), or choose another folder with --state`,
    )
  if (options.fresh) rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const write = (lock: Lock) => writeFileSync(lockFile(path), JSON.stringify(lock))
  write({ pid: process.pid })
  return {
    path,
    announce: endpoint => write({ pid: process.pid, endpoint }),
    release: () => rmSync(lockFile(path), { force: true }),
  }
}

/** The endpoint of the local cloud that runs over the folder; undefined when none does. */
export const runningEndpoint = (path: string): string | undefined => {
  const holder = readLock(path)
  return holder && isAlive(holder.pid) ? holder.endpoint : undefined
}

const lockFile = (path: string): string => join(path, 'lock.json')

const readLock = (path: string): Lock | undefined => {
  if (!existsSync(lockFile(path))) return undefined
  try {
    return JSON.parse(readFileSync(lockFile(path), 'utf8')) as Lock
  } catch {
    return undefined // a lock that cannot be read was being written when its process died
  }
}

const isAlive = (pid: number): boolean => {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
