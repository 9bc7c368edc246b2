// The checksums that S3 keeps with an object: computed while the body streams by, compared with what the client sends, returned on request.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { ChecksumAlgorithm, Checksums } from '../state.ts'
import { crc32c, crc64nvme } from './crc.ts'

export const checksumAlgorithms: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']

export interface RunningChecksum {
  update(chunk: Uint8Array): void
  /** base64 */
  digest(): string
}

/** Feeds bytes to an algorithm. */
export const startChecksum = (algorithm: ChecksumAlgorithm): RunningChecksum => {
  switch (algorithm) {
    case 'CRC32':
      return running<number>(0, crc32, uint32)
    case 'CRC32C':
      return running<number>(0, crc32c, uint32)
    case 'CRC64NVME':
      return running<bigint>(0n, crc64nvme, uint64)
    case 'SHA1':
    case 'SHA256': {
      const hash = createHash(algorithm.toLowerCase())
      return { update: chunk => void hash.update(chunk), digest: () => hash.digest('base64') }
    }
  }
}

/** Members that say what the checksum is. */
export const readDeclared = (members: Members): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    checksumAlgorithms.flatMap(algorithm => {
      const value = members.optionalString(`Checksum${algorithm}`)
      return value === undefined ? [] : [[`Checksum${algorithm}`, value]]
    }),
  )

/** What the client says the checksum is, from headers or from the trailers of an aws-chunked body. */
export const declaredChecksum = (
  input: Readonly<Record<string, unknown>>,
  trailers: Readonly<Record<string, string>> = {},
): { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined => {
  for (const algorithm of checksumAlgorithms) {
    const value = input[`Checksum${algorithm}`] ?? trailers[`x-amz-checksum-${algorithm.toLowerCase()}`]
    if (typeof value === 'string') return { algorithm, value }
  }
  return undefined
}

/** @throws ServiceError BadDigest */
export const checkDigest = (algorithm: string, declared: string, computed: string): void => {
  if (declared !== computed)
    throw new ServiceError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`, 400)
}

/** COMPOSITE: the checksum of the parts' checksums, and their number. */
export const compositeChecksum = (algorithm: ChecksumAlgorithm, parts: readonly Checksums[]): string => {
  const checksum = startChecksum(algorithm)
  for (const part of parts) checksum.update(Buffer.from(part[`Checksum${algorithm}`] ?? '', 'base64'))
  return `${checksum.digest()}-${parts.length}`
}

const running = <Value>(
  start: Value,
  step: (chunk: Uint8Array, value: Value) => Value,
  text: (value: Value) => string,
): RunningChecksum => {
  let value = start
  return {
    update: chunk => {
      value = step(chunk, value)
    },
    digest: () => text(value),
  }
}

const uint32 = (value: number): string => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes.toString('base64')
}

const uint64 = (value: bigint): string => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes.toString('base64')
}
