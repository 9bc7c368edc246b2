// Reading zip archives that others made: nothing in them may reach outside the folder they are unpacked to.
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { lstat, mkdir, realpath, stat, symlink } from 'node:fs/promises'
import { dirname, isAbsolute, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { inflateRawSync } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'

/** The path of a zip file, or its bytes. */
export type ZipSource = string | Uint8Array

/** A zip that cannot be read, or that must not be unpacked. */
export class ZipError extends Error {
  override readonly name = 'ZipError'
}

/**
 * Unpacks into the folder, which is made when missing. Executable bits and symbolic links are kept.
 * @throws ZipError an entry or a link that would climb out of the folder, or no zip at all
 */
export const unzipTo = async (zip: ZipSource, folder: string): Promise<void> => {
  const root = resolve(folder)
  await mkdir(root, { recursive: true })
  const top = await realpath(root)
  const links: { readonly path: string; readonly target: string; readonly name: string }[] = []
  const made = new Set<string>([top])
  const makeFolder = async (path: string): Promise<void> => {
    if (made.has(path)) return
    await mkdir(path, { recursive: true })
    made.add(path)
  }
  await forEachEntry(zip, async (entry, open) => {
    const path = inside(top, entry.fileName)
    if (entry.fileName.endsWith('/')) return makeFolder(path)
    await makeFolder(dirname(path))
    if (isLink(entry)) links.push({ path, target: await text(await open()), name: entry.fileName })
    else if (entry.uncompressedSize <= SMALL) writeFileSync(path, await bytesOf(entry, open), { mode: modeOf(entry) })
    else await pipeline(await open(), createWriteStream(path, { mode: modeOf(entry) }))
  })
  // Links come last, so that no file is ever written through one.
  for (const { path, target, name } of links) await makeLink(top, path, target, name)
}

/** The bytes of one entry; undefined when the archive has no entry of that name. */
export const readZipEntry = async (zip: ZipSource, name: string): Promise<Uint8Array | undefined> => {
  let found: Uint8Array | undefined
  await forEachEntry(zip, async (entry, open) => {
    if (entry.fileName !== name) return
    found = await buffer(await open())
  })
  return found
}

/** Names of all entries, in the archive's order. */
export const zipEntryNames = async (zip: ZipSource): Promise<readonly string[]> => {
  const names: string[] = []
  await forEachEntry(zip, async entry => {
    names.push(entry.fileName)
  })
  return names
}

const inside = (root: string, name: string): string => {
  const path = resolve(root, name)
  const climbs = name.split('/').includes('..') || isAbsolute(name) || name.includes('\\') || name.includes('\0')
  if (climbs || !(path === root || path.startsWith(root + sep)))
    throw new ZipError(`the zip entry '${name}' would be written outside of the folder it is unpacked to`)
  return path
}

/**
 * Every link must end inside, which can be read off its text because `..` may stand at the beginning only: `a/..` could mean anything once
 * `a` is a link itself.
 */
const makeLink = async (root: string, path: string, target: string, name: string): Promise<void> => {
  const end = resolve(dirname(path), target)
  const plain =
    /^(\.\.\/)*(\.\.|(?!.*(^|\/)\.\.(\/|$)).*)$/s.test(target) && !isAbsolute(target) && !target.includes('\0')
  if (!plain || !(end === root || end.startsWith(root + sep)))
    throw new ZipError(`the symbolic link '${name}' of the zip points to '${target}', outside of the folder it is in`)
  if (
    await lstat(path).then(
      () => true,
      () => false,
    )
  )
    throw new ZipError(`the zip has two entries called '${name}'`)
  await symlink(target, path)
}

/**
 * A source is many small files. Streams would take several times as long for each as its bytes do, so a small file is inflated and written at
 * once, and a zip that is small itself is read at once.
 */
const SMALL = 256 * 1024
const SMALL_ZIP = 8 * 1024 * 1024
const DEFLATED = 8

const bytesOf = async (entry: Entry, open: Open): Promise<Buffer> => {
  if (entry.compressionMethod !== DEFLATED) return await buffer(await open())
  const bytes = inflate(await buffer(await open({ decompress: false })), entry.uncompressedSize)
  if (bytes?.length === entry.uncompressedSize) return bytes
  throw new ZipError(
    `the zip entry '${entry.fileName}' does not hold the ${entry.uncompressedSize} bytes that the zip says`,
  )
}

/** Undefined when it is no deflated data, or more than expected. */
const inflate = (bytes: Buffer, expected: number): Buffer | undefined => {
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.max(expected, 1) })
  } catch {
    return undefined
  }
}

const S_IFMT = 0o170000
const S_IFLNK = 0o120000
const unixMode = (entry: Entry): number => (entry.versionMadeBy >> 8 === 3 ? entry.externalFileAttributes >>> 16 : 0)
const isLink = (entry: Entry): boolean => (unixMode(entry) & S_IFMT) === S_IFLNK
const modeOf = (entry: Entry): number => (unixMode(entry) & 0o111 ? 0o755 : 0o644)

type Open = (options?: { readonly decompress: false }) => Promise<Readable>
type Visit = (entry: Entry, open: Open) => Promise<void>

const forEachEntry = async (source: ZipSource, visit: Visit): Promise<void> => {
  const zip = await openZip(source)
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => reject(asZipError(error))
    zip.once('end', resolve)
    zip.once('error', fail)
    zip.on('entry', (entry: Entry) => {
      visit(entry, options => openEntry(zip, entry, options)).then(() => zip.readEntry(), fail)
    })
    zip.readEntry()
  }).finally(() => zip.close())
}

const openZip = async (source: ZipSource): Promise<ZipFile> => {
  const { fromBuffer, open } = await import('yauzl')
  const size = typeof source === 'string' ? (await stat(source)).size : source.length
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false }
    const opened = (error: Error | null, zip: ZipFile): void => (error ? reject(asZipError(error)) : resolve(zip))
    if (typeof source !== 'string')
      fromBuffer(Buffer.from(source.buffer, source.byteOffset, source.byteLength), options, opened)
    else if (size <= SMALL_ZIP) fromBuffer(readFileSync(source), options, opened)
    else open(source, options, opened)
  })
}

const openEntry = (zip: ZipFile, entry: Entry, options: Parameters<Open>[0]): Promise<Readable> =>
  new Promise((resolve, reject) =>
    zip.openReadStream(
      entry,
      { decompress: null, decrypt: null, start: null, end: null, ...options },
      (error, stream) => (error ? reject(error) : resolve(stream)),
    ),
  )

const asZipError = (error: unknown): Error => {
  if (error instanceof ZipError || !(error instanceof Error)) return error as Error
  return 'code' in error ? error : new ZipError(`not a zip that can be unpacked: ${error.message}`)
}
