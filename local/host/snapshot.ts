// A snapshot of everything that the log's events came to, so that the log can begin anew behind it. It replaces the one before in a single step:
// however far its writing came when the machine stopped, there is a whole one or none.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { DamagedStateError, OldStateError } from './damage.ts'
import { isMark, type Mark } from './log-line.ts'

export interface Snapshot {
  /** The version of what is kept. */
  readonly version: number
  /** The last line of the log that it holds. */
  readonly mark: Mark
  /** Plain data: what `structuredClone` takes. */
  readonly content: unknown
}

/** The snapshot as the bytes of its file. Nothing that happens to the content afterwards is in them. */
export const snapshotBytes = ({ version, mark, content }: Snapshot): Buffer => {
  const data = serialize(content)
  const head = { snapshot: SNAPSHOT, version, mark: { number: mark.number, check: mark.check }, sha256: hashOf(data) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), data])
}

/** Undefined when there is none. @throws DamagedStateError, OldStateError */
export const readSnapshot = (path: string, version: number): (Snapshot & { readonly bytes: number }) | undefined => {
  if (!existsSync(path)) return undefined
  const bytes = readFileSync(path)
  const end = bytes.indexOf(0x0a)
  const head = headOf(bytes.toString('utf8', 0, Math.max(end, 0)))
  if (!head) throw new DamagedStateError(`${path}: line 1 is not the beginning of a snapshot`)
  if (head.version !== version) throw new OldStateError(path, head.version, version)
  const data = bytes.subarray(end + 1)
  const sha256 = hashOf(data)
  if (sha256 !== head.sha256)
    throw new DamagedStateError(
      `${path}: what follows line 1 was changed: its SHA-256 is ${sha256}, not ${head.sha256}`,
    )
  try {
    return { version, mark: head.mark, content: deserialize(data), bytes: bytes.length }
  } catch {
    throw new DamagedStateError(
      `${path}: what follows line 1 was written by another Node.js and cannot be read by ${process.version}`,
    )
  }
}

/** `step` hears of each step once it is done. */
export const writeSnapshot = async (path: string, bytes: Uint8Array, step: (done: string) => void): Promise<void> => {
  const fresh = `${path}.new`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    step('the snapshot is written')
    await file.sync()
  } finally {
    await file.close()
  }
  step('the snapshot is on the disk')
  await rename(fresh, path)
  await syncFolder(dirname(path))
  step('the snapshot is in its place')
}

/** A new name in it outlives a power failure. */
export const syncFolder = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return // folders cannot be opened there
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const SNAPSHOT = 'state of a local cloud'

const hashOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

const headOf = (
  line: string,
): { readonly version: number; readonly mark: Mark; readonly sha256: string } | undefined => {
  try {
    const value = JSON.parse(line)
    const isHead = value?.snapshot === SNAPSHOT && typeof value.version === 'number' && typeof value.sha256 === 'string'
    return isHead && isMark(value.mark) ? value : undefined
  } catch {
    return undefined
  }
}
