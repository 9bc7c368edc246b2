// Zip archives: the artifacts of pipelines, the packages of functions, the sources of builds.
import { createWriteStream } from 'node:fs'
import { lstat, readFile, readlink, rm, stat } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Options, ZipFile } from 'yazl'

/** One file of a folder, and the name it gets in the archive (slashes, relative). */
export interface Selected {
  readonly path: string
  readonly name: string
}

export interface FolderOptions {
  /** Symbolic links stay links when true; otherwise what they point to is packed. */
  readonly links?: boolean
  /** The one modification time of all entries; each file's own when absent. */
  readonly mtime?: Date
}

/** The oldest time that the format can carry, in its own (local, zone-less) time. */
export const ZIP_EPOCH = new Date(1980, 0, 1)

const REGULAR = 0o100644
const LINK = 0o120777
/** Entries whose time depends on no time zone, so that equal files make equal bytes. */
const dated = (mtime: Date): Partial<Options> => ({ mtime, forceDosTimestamp: true }) as Partial<Options>

/** A zip of what is in memory. The same files, in whatever order, make the same bytes. */
export const zipOf = async (files: Readonly<Record<string, Uint8Array | string>>): Promise<Uint8Array> => {
  const zip = await newZip()
  const bytes = collect(zip)
  for (const [name, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
    zip.addBuffer(Buffer.from(content), name, { ...dated(ZIP_EPOCH), mode: REGULAR })
  zip.end()
  return bytes
}

/** Packs the selected files of a folder, in the order given, with their executable bits. */
export const zipFolder = async (
  folder: string,
  selection: readonly Selected[],
  target: string,
  options: FolderOptions = {},
): Promise<void> => {
  const zip = await newZip()
  const giveUp = new AbortController()
  const written = pipeline(zip.outputStream, createWriteStream(target), { signal: giveUp.signal })
  const failed = new Promise<never>((_, reject) => zip.once('error', reject))
  try {
    await Promise.race([failed, addAll(zip, folder, selection, options).then(() => written)])
  } catch (error) {
    // Half an archive is none: nothing is written any more once the caller hears of it.
    giveUp.abort()
    await written.catch(() => {})
    await rm(target, { force: true })
    throw error
  }
}

const addAll = async (
  zip: ZipFile,
  folder: string,
  selection: readonly Selected[],
  options: FolderOptions,
): Promise<void> => {
  for (const { path, name } of selection) {
    const file = `${folder}/${path}`
    const found = options.links ? await lstat(file) : await stat(file)
    const entry = { ...dated(options.mtime ?? atLeast(ZIP_EPOCH, found.mtime)), mode: found.mode }
    if (found.isSymbolicLink()) zip.addBuffer(Buffer.from(await readlink(file)), name, { ...entry, mode: LINK })
    else if (found.isDirectory()) zip.addEmptyDirectory(name, entry)
    // Small files, which is nearly all of them, need no stream of their own.
    else if (found.size < 1 << 20) zip.addBuffer(await readFile(file), name, entry)
    else zip.addFile(file, name, entry)
  }
  zip.end()
}

const atLeast = (first: Date, time: Date): Date => (time < first ? first : time)

const newZip = async (): Promise<ZipFile> => new (await import('yazl')).ZipFile()

const collect = (zip: ZipFile): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    zip.once('error', reject)
    buffer(zip.outputStream).then(resolve, reject)
  })

export { readZipEntry, unzipTo, ZipError, type ZipSource, zipEntryNames } from './unzip.ts'
