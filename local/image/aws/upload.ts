// One local file or folder of a template goes to S3 under the MD5 of its bytes, once.
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { zipFolder } from '../../host/zip.ts'
import { refusal, send, type Target } from './signed-request.ts'

export interface Upload {
  readonly target: Target
  readonly bucket: string
  readonly prefix: string | undefined
  readonly kmsKeyId: string | undefined
  readonly force: boolean
  readonly complain: (text: string) => void
}

/** The key it has in the bucket. A folder is zipped, and so is a file when `zipped` and it is no zip yet. */
export const uploadPath = async (upload: Upload, path: string, zipped: boolean): Promise<string> => {
  const bytes = await bytesOf(path, zipped)
  const md5 = createHash('md5').update(bytes).digest('hex')
  const key = upload.prefix ? `${upload.prefix.replace(/\/$/, '')}/${md5}` : md5
  const object = `/${upload.bucket}/${key}`
  if (!upload.force && (await send(upload.target, { method: 'HEAD', path: object })).ok) {
    upload.complain(`File with same data already exists at ${key}, skipping upload\n`)
    return key
  }
  const response = await send(upload.target, { method: 'PUT', path: object, headers: encryption(upload), body: bytes })
  if (!response.ok) throw await refusal(response, 'PutObject')
  upload.complain(`Uploading to ${key}  ${bytes.length} / ${bytes.length}  (100.00%)\n`)
  return key
}

const encryption = ({ kmsKeyId }: Upload): Readonly<Record<string, string>> =>
  kmsKeyId
    ? { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId }
    : { 'x-amz-server-side-encryption': 'AES256' }

const bytesOf = async (path: string, zipped: boolean): Promise<Uint8Array> => {
  const isFolder = (await stat(path)).isDirectory()
  if (isFolder) return zip(path, await filesOf(path))
  const bytes = await readFile(path)
  const isZip = bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04'
  return !zipped || isZip ? bytes : zip(dirname(path), [basename(path)])
}

/** Modification times are part of the zip, as with the real CLI: the buildspec sets them, or every build has another key. */
const zip = async (folder: string, files: readonly string[]): Promise<Uint8Array> => {
  const place = await mkdtemp(join(tmpdir(), 'aws-package-'))
  try {
    const file = join(place, 'package.zip')
    await zipFolder(
      folder,
      files.map(name => ({ path: name, name })),
      file,
    )
    return await readFile(file)
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

/** All files below, links followed, in an order that depends on names alone. */
const filesOf = async (folder: string, below = folder): Promise<readonly string[]> => {
  const found: string[] = []
  for (const name of (await readdir(below)).sort()) {
    const path = join(below, name)
    if ((await stat(path)).isDirectory()) found.push(...(await filesOf(folder, path)))
    else found.push(relative(folder, path))
  }
  return found
}
