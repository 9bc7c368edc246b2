// Bodies as files named by their SHA-256, so that no key, however odd, is ever a path; equal bodies are kept once.
// Differs from AWS: the files are not encrypted, whatever the object's encryption is; KMS is asked, and refuses, all the same.
import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Desk } from '../../../core/service.ts'
import { startChecksum } from '../objects/checksum.ts'
import { type Blob, blobFile, type ChecksumAlgorithm, type Checksums, type S3State } from '../state.ts'

export interface Stored {
  readonly blob: Blob
  readonly md5: Buffer
  /** Of the algorithms asked for. */
  readonly checksums: Checksums
  /** Trailing headers of an aws-chunked body. */
  readonly trailers: Readonly<Record<string, string>>
}

export type Source = Readable | Uint8Array | string

/**
 * Stores the whole body, then calls `keep` in the same turn: the fact that holds the blob has to be recorded there, or the blob could be
 * collected in between. Nothing is left behind when the body ends with an error or `keep` throws.
 */
export const storeBlob = async <Result>(
  desk: Desk<S3State>,
  source: Source,
  algorithms: readonly ChecksumAlgorithm[],
  keep: (stored: Stored) => Result,
): Promise<Result> => {
  const arriving = join(desk.folder('blobs', 'arriving'), desk.newId())
  try {
    const meter = new Meter(algorithms)
    const body = source instanceof Readable ? source : Readable.from([Buffer.from(source)])
    await pipeline(body, meter, createWriteStream(arriving, { flags: 'wx' }))
    const stored = { ...meter.result(), trailers: trailersOf(source) }
    const path = pathOf(desk, stored.blob.sha256)
    mkdirSync(dirname(path), { recursive: true })
    renameSync(arriving, path)
    try {
      return keep(stored)
    } finally {
      if (!desk.state.references.has(stored.blob.sha256)) rmSync(path, { force: true })
    }
  } finally {
    rmSync(arriving, { force: true })
  }
}

/** The bytes from `start` up to and including `end`, over all blobs. The files are opened at once: they may be collected while read. */
export const readBlobs = (desk: Desk<S3State>, blobs: readonly Blob[], start: number, end: number): Readable => {
  const slices: { fd: number; start: number; end: number }[] = []
  let offset = 0
  for (const { sha256, size } of blobs) {
    const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, size - 1)]
    if (from <= to) slices.push({ fd: openSync(pathOf(desk, sha256), 'r'), start: from, end: to })
    offset += size
  }
  const [only] = slices
  if (only && slices.length === 1) return createReadStream('', only)
  return Readable.from(concatenate(slices), { objectMode: false })
}

/** Deletes the files of blobs that nothing holds any more. */
export const collectBlobs = (desk: Desk<S3State>): void => {
  for (const sha256 of desk.state.unreferenced) rmSync(pathOf(desk, sha256), { force: true })
  desk.state.unreferenced.clear()
}

/** After a crash: half-written bodies, and files of bodies whose fact was never recorded. */
export const sweepBlobs = (desk: Desk<S3State>): void => {
  const root = desk.folder('blobs')
  for (const folder of readdirSync(root)) {
    for (const name of readdirSync(join(root, folder)))
      if (!desk.state.references.has(folder + name)) rmSync(join(root, folder, name), { force: true })
  }
  desk.state.unreferenced.clear()
}

const pathOf = (desk: Desk<S3State>, sha256: string): string => join(desk.folder(), blobFile(sha256))

async function* concatenate(slices: { fd: number; start: number; end: number }[]): AsyncGenerator<Buffer> {
  const waiting = [...slices]
  try {
    for (let slice = waiting.shift(); slice; slice = waiting.shift())
      for await (const chunk of createReadStream('', slice)) yield chunk
  } finally {
    for (const { fd } of waiting) closeSync(fd)
  }
}

/** The front door leaves them on the stream, as IncomingMessage does. */
const trailersOf = (source: Source): Readonly<Record<string, string>> =>
  source instanceof Readable && 'trailers' in source ? (source.trailers as Readonly<Record<string, string>>) : {}

/** Measures what streams through. */
class Meter extends Transform {
  private readonly sha256 = createHash('sha256')
  private readonly md5 = createHash('md5')
  private readonly checksums
  private size = 0

  constructor(algorithms: readonly ChecksumAlgorithm[]) {
    super()
    this.checksums = algorithms.map(algorithm => [algorithm, startChecksum(algorithm)] as const)
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.sha256.update(chunk)
    this.md5.update(chunk)
    for (const [, checksum] of this.checksums) checksum.update(chunk)
    this.size += chunk.length
    done(null, chunk)
  }

  result(): Omit<Stored, 'trailers'> {
    return {
      blob: { sha256: this.sha256.digest('hex'), size: this.size },
      md5: this.md5.digest(),
      checksums: Object.fromEntries(
        this.checksums.map(([algorithm, checksum]) => [`Checksum${algorithm}`, checksum.digest()]),
      ),
    }
  }
}
