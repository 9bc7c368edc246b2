// The code of functions: each zip is kept once, under its SHA-256, and unpacked once.

import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { ServiceError } from '../../../core/errors.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Desk } from '../../../core/service.ts'
import { unzipTo, ZipError } from '../../../host/zip.ts'
import { invalidParameter } from '../names.ts'
import type { LambdaState } from '../state.ts'

/** Where the caller says that the code is. */
export type CodeSource =
  | { readonly zip: Uint8Array }
  | { readonly bucket: string; readonly key: string; readonly version?: string }

export interface StoredCode {
  /** Bytes of the zip. */
  readonly CodeSize: number
  /** Base64. */
  readonly CodeSha256: string
}

type LambdaDesk = Desk<LambdaState>

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const ZIP_LIMIT = 50 * 1024 * 1024
const UNPACKED_LIMIT = 262_144_000

/** Reads the code as the caller, keeps it and unpacks it, so that a bad zip is refused at once. */
export const storeCode = async (desk: LambdaDesk, principal: Principal, source: CodeSource): Promise<StoredCode> => {
  const zip = 'zip' in source ? source.zip : await download(desk, principal, source)
  if ('zip' in source && zip.length > ZIP_LIMIT)
    throw new ServiceError(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${ZIP_LIMIT} bytes for the CreateFunction operation`,
      413,
    )
  if (zip.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip')
  const CodeSha256 = createHash('sha256').update(zip).digest('base64')
  await unpack(desk, zip, codeFolderOf(desk, CodeSha256))
  return { CodeSize: zip.length, CodeSha256 }
}

/** The unpacked code of a version. */
export const codeFolderOf = (desk: LambdaDesk, sha256: string): string =>
  join(codeRoot(desk), Buffer.from(sha256, 'base64').toString('hex'))

/** Ends the search of Node.js for a package.json here: what stands above the state folder is not the function's. */
const codeRoot = (desk: LambdaDesk): string => {
  const root = desk.folder('code')
  const boundary = join(root, 'package.json')
  if (!existsSync(boundary)) writeFileSync(boundary, '{}\n')
  return root
}

const unpack = async (desk: LambdaDesk, zip: Uint8Array, folder: string): Promise<void> => {
  if (existsSync(folder)) return
  const fresh = mkdtempSync(join(desk.folder('code'), 'new-'))
  try {
    checkSize(zip)
    await unzipTo(zip, fresh)
    renameSync(fresh, folder)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (existsSync(folder)) return // the same code arrived twice at once
    if (error instanceof ZipError)
      throw invalidParameter(
        `Could not unzip uploaded file. Please check your file, then try to upload again. (${error.message})`,
      )
    throw error
  }
}

const CENTRAL_ENTRY = Buffer.from([0x50, 0x4b, 1, 2])

/** Adds up the sizes that the zip's directory declares, before anything is written; the unpacking holds each entry to its own. */
const checkSize = (zip: Uint8Array): void => {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength)
  let total = 0
  for (
    let at = bytes.indexOf(CENTRAL_ENTRY);
    at >= 0 && at + 28 <= bytes.length;
    at = bytes.indexOf(CENTRAL_ENTRY, at + 46)
  )
    total += bytes.readUInt32LE(at + 24)
  if (total > UNPACKED_LIMIT) throw invalidParameter(`Unzipped size must be smaller than ${UNPACKED_LIMIT} bytes`)
}

const download = async (
  desk: LambdaDesk,
  principal: Principal,
  { bucket, key, version }: Extract<CodeSource, { bucket: string }>,
): Promise<Uint8Array> => {
  const input = { Bucket: bucket, Key: key, ...(version ? { VersionId: version } : {}) }
  try {
    const { Body } = await desk.call<{ Body: Readable | Uint8Array }>(principal, 's3', 'GetObject', input)
    return Body instanceof Uint8Array ? Body : await buffer(Body)
  } catch (error) {
    throw error instanceof ServiceError ? s3Refusal(error) : error
  }
}

/** Lambda tells what S3 refused in its own words. */
const s3Refusal = ({ code, message, status }: ServiceError): ServiceError =>
  status === 403
    ? new ServiceError(
        'AccessDeniedException',
        `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for the code. S3 Error Code: ${code}. S3 Error Message: ${message}`,
        403,
      )
    : invalidParameter(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`)
