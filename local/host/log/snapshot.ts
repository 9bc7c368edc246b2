// A snapshot of everything that the log's events came to, so that the log can begin anew behind it. It replaces the one before in a single step:
// however far its writing came when the machine stopped, there is a whole one or none.

import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
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

/** A snapshot on its way to the disk. Nothing that happens to the content afterwards is in it. */
export interface Taken {
  readonly head: Uint8Array
  readonly data: Uint8Array<ArrayBuffer>
}

export const takeSnapshot = ({ version, mark, content }: Snapshot): Taken => {
  const data = new Uint8Array<ArrayBuffer>(ownedBy(serialize(content)))
  const head = { snapshot: SNAPSHOT, version, mark: { number: mark.number, check: mark.check }, crc32: crc32(data) }
  return { head: Buffer.from(`${JSON.stringify(head)}\n`), data }
}

/** Undefined when there is none. @throws DamagedStateError, OldStateError */
export const readSnapshot = (path: string, version: number): (Snapshot & { readonly bytes: number }) | undefined => {
  if (!existsSync(path)) return undefined
  const bytes = readWhole(path)
  try {
    const end = bytes.indexOf(0x0a)
    const head = headOf(Buffer.from(bytes.buffer).toString('utf8', 0, Math.max(end, 0)))
    if (!head) throw new DamagedStateError(`${path}: line 1 is not the beginning of a snapshot`)
    if (head.version !== version) throw new OldStateError(path, head.version, version)
    const data = bytes.subarray(end + 1)
    const check = crc32(data)
    if (check !== head.crc32)
      throw new DamagedStateError(`${path}: what follows line 1 was changed: its CRC-32 is ${check}, not ${head.crc32}`)
    return { version, mark: head.mark, content: contentOf(path, data), bytes: bytes.length }
  } finally {
    free(bytes)
  }
}

/** `step` hears of each step once it is done. */
export const writeSnapshot = async (
  path: string,
  { head, data }: Taken,
  step: (done: string) => void,
): Promise<void> => {
  const fresh = `${path}.new`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(head)
    await file.writeFile(data)
    step('the snapshot is written')
    await file.sync()
  } finally {
    await file.close()
    free(data)
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

const contentOf = (path: string, data: Uint8Array): unknown => {
  try {
    return deserialize(data)
  } catch {
    throw new DamagedStateError(
      `${path}: what follows line 1 was written by another Node.js and cannot be read by ${process.version}`,
    )
  }
}

/** In memory of its own, which can be given back. */
const readWhole = (path: string): Uint8Array<ArrayBuffer> => {
  const file = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(fstatSync(file).size)
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(file, bytes, done, bytes.length - done, done)
      if (count === 0) break
      done += count
    }
    return bytes
  } finally {
    closeSync(file)
  }
}

const ownedBy = (bytes: Uint8Array): ArrayBuffer => {
  const { buffer, byteOffset, byteLength } = bytes
  const isWhole = buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength
  return isWhole ? buffer : Uint8Array.from(bytes).buffer
}

/** At once: the collector of garbage would let tens of megabytes lie that a state of thousands of executions takes twice. */
const free = (bytes: Uint8Array<ArrayBuffer>): void => {
  bytes.buffer.transfer(0)
}

const headOf = (
  line: string,
): { readonly version: number; readonly mark: Mark; readonly crc32: number } | undefined => {
  try {
    const value = JSON.parse(line)
    const isHead = value?.snapshot === SNAPSHOT && typeof value.version === 'number' && typeof value.crc32 === 'number'
    return isHead && isMark(value.mark) ? value : undefined
  } catch {
    return undefined
  }
}
