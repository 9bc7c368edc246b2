// What a client says of a document in the body (Content-MD5, a checksum) is compared with what arrived.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { ServiceError } from '../../core/errors.ts'

/** @throws ServiceError InvalidDigest, BadDigest; NotImplemented for an algorithm that is not known here */
export const checkBody = (headers: ReadonlyMap<string, string>, bytes: Uint8Array): void => {
  const md5 = headers.get('content-md5')
  if (md5 !== undefined) {
    if (Buffer.from(md5, 'base64').length !== 16)
      throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid')
    compare('Content-MD5', md5, createHash('md5').update(bytes).digest('base64'))
  }
  for (const [name, declared] of headers) {
    const algorithm = /^x-amz-checksum-(.*)$/.exec(name)?.[1]
    if (algorithm === undefined || !(algorithm in ALGORITHMS || UNKNOWN.includes(algorithm))) continue
    const digest = ALGORITHMS[algorithm]
    if (!digest)
      throw new ServiceError('NotImplemented', `${name} of a document is not carried out by the local cloud`, 501)
    compare(algorithm.toUpperCase(), declared, digest(bytes))
  }
}

const ALGORITHMS: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  crc32: bytes => {
    const value = Buffer.alloc(4)
    value.writeUInt32BE(crc32(bytes))
    return value.toString('base64')
  },
  sha1: bytes => createHash('sha1').update(bytes).digest('base64'),
  sha256: bytes => createHash('sha256').update(bytes).digest('base64'),
}
const UNKNOWN = ['crc32c', 'crc64nvme']

const compare = (what: string, declared: string, computed: string): void => {
  if (declared !== computed)
    throw new ServiceError('BadDigest', `The ${what} you specified did not match the calculated checksum.`)
}
