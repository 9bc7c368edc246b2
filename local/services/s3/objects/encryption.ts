// Server-side encryption: the header of the request, else the bucket's default; for SSE-KMS, KMS is asked as the caller.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Desk } from '../../../core/service.ts'
import { invalidArgument, notCarriedOut } from '../errors.ts'
import type { Bucket, Encryption, S3State } from '../state.ts'

export interface WantedEncryption {
  readonly ServerSideEncryption: string | undefined
  readonly SSEKMSKeyId: string | undefined
  readonly BucketKeyEnabled: boolean | undefined
}

/** @throws ServiceError InvalidArgument, NotImplemented */
export const readEncryption = (members: Members): WantedEncryption => {
  const ServerSideEncryption = members.optionalString('ServerSideEncryption')
  const SSEKMSKeyId = members.optionalString('SSEKMSKeyId')
  if (ServerSideEncryption === 'aws:kms:dsse') throw notCarriedOut('x-amz-server-side-encryption: aws:kms:dsse')
  if (members.has('SSECustomerAlgorithm'))
    throw notCarriedOut('server-side encryption with customer-provided keys (SSE-C)')
  if (ServerSideEncryption !== undefined && !['AES256', 'aws:kms'].includes(ServerSideEncryption))
    throw invalidArgument(
      'x-amz-server-side-encryption',
      ServerSideEncryption,
      'The encryption method specified is not supported',
    )
  if (SSEKMSKeyId !== undefined && ServerSideEncryption !== 'aws:kms')
    throw invalidArgument(
      'x-amz-server-side-encryption',
      ServerSideEncryption ?? 'null',
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    )
  return { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled: members.optionalBoolean('BucketKeyEnabled') }
}

/**
 * How an object that is written now will be encrypted.
 * @throws ServiceError AccessDenied when the caller may not use the key, KMS.NotFoundException and the like
 */
export const encryptionFor = async (
  desk: Desk<S3State>,
  principal: Principal,
  bucket: Bucket,
  key: string,
  wanted: WantedEncryption,
): Promise<Encryption> => {
  const [rule] = bucket.settings.encryption?.Rules ?? []
  const byDefault = rule?.ApplyServerSideEncryptionByDefault
  const ServerSideEncryption = wanted.ServerSideEncryption ?? byDefault?.SSEAlgorithm ?? 'AES256'
  if (ServerSideEncryption !== 'aws:kms') return { ServerSideEncryption }
  const keyId = wanted.SSEKMSKeyId ?? (byDefault?.SSEAlgorithm === 'aws:kms' ? byDefault.KMSMasterKeyID : undefined)
  const BucketKeyEnabled = wanted.BucketKeyEnabled ?? rule?.BucketKeyEnabled ?? false
  // The AWS managed key aws/s3 lets everybody in the account use it through S3, so there is nobody to ask.
  // Differs from AWS: it is named by its alias and is not among the keys of kms.
  if (keyId === undefined)
    return {
      ServerSideEncryption,
      BucketKeyEnabled,
      SSEKMSKeyId: `arn:aws:kms:${desk.region}:${desk.account}:alias/aws/s3`,
    }
  const answer = await callKms<{ KeyId: string; CiphertextBlob: Uint8Array }>(desk, principal, 'GenerateDataKey', {
    KeyId: keyId,
    KeySpec: 'AES_256',
    EncryptionContext: encryptionContext(bucket.Name, key, BucketKeyEnabled),
  })
  const dataKey = Buffer.from(answer.CiphertextBlob).toString('base64')
  return { ServerSideEncryption, SSEKMSKeyId: answer.KeyId, BucketKeyEnabled, dataKey }
}

/** @throws ServiceError AccessDenied when the caller may not decrypt */
export const askToDecrypt = async (
  desk: Desk<S3State>,
  principal: Principal,
  bucketName: string,
  key: string,
  encryption: Encryption,
): Promise<void> => {
  if (encryption.dataKey === undefined) return
  await callKms(desk, principal, 'Decrypt', {
    KeyId: encryption.SSEKMSKeyId,
    CiphertextBlob: Buffer.from(encryption.dataKey, 'base64'),
    EncryptionContext: encryptionContext(bucketName, key, encryption.BucketKeyEnabled ?? false),
  })
}

/** What answers carry of it. */
export const shownEncryption = ({
  dataKey: _,
  BucketKeyEnabled,
  ...shown
}: Encryption): Omit<Encryption, 'dataKey'> => ({
  ...shown,
  ...(BucketKeyEnabled ? { BucketKeyEnabled } : {}),
})

/** Differs from AWS: with an S3 Bucket Key, AWS keeps a key for a while and asks KMS less often. */
const encryptionContext = (bucketName: string, key: string, bucketKey: boolean): Readonly<Record<string, string>> => ({
  'aws:s3:arn': bucketKey ? `arn:aws:s3:::${bucketName}` : `arn:aws:s3:::${bucketName}/${key}`,
})

const callKms = async <Output>(
  desk: Desk<S3State>,
  principal: Principal,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Output> => {
  const context = { 'kms:ViaService': `s3.${desk.region}.amazonaws.com` }
  try {
    return await desk.call<Output>(principal, 'kms', operation, input, { context })
  } catch (error) {
    if (error instanceof ServiceError && !error.code.startsWith('AccessDenied'))
      throw new ServiceError(`KMS.${error.code}`, error.message, error.status)
    throw error
  }
}
