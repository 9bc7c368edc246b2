// S3 with a stand-in for KMS beside it, and with a bucket that has an object.

import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { ServiceError } from '../../../local/core/errors.ts'
import type { Access } from '../../../local/core/policy.ts'
import type { Service } from '../../../local/core/service.ts'
import { define } from '../../../local/services/s3/objects/lookup.ts'
import type { S3State } from '../../../local/services/s3/state.ts'
import { standIn } from '../stand-in.ts'
import { openS3, type S3ForTests } from './s3.ts'

/** Stands where kms stands, and tells what it was asked. */
export const kmsAsked: { operation: string; input: Readonly<Record<string, unknown>> }[] = []
const kmsOperation = (operation: string, output: Record<string, unknown>) =>
  define({
    input: members => {
      kmsAsked.push({ operation, input: members.value })
      return {}
    },
    access: () => [{ action: `kms:${operation}`, resource: 'arn:aws:kms:us-east-1:000000000000:key/k' }],
    decide: () => {
      if (kmsAsked.at(-1)?.input.KeyId === 'missing')
        throw new ServiceError('NotFoundException', "Key 'missing' does not exist")
      return { output }
    },
  })
const kms: Service<S3State> = {
  ...standIn('kms'),
  source: 'aws.kms',
  resourceTags: () => undefined,
  initial: () => ({}) as never,
  evolve: () => {},
  operations: {
    GenerateDataKey: kmsOperation('GenerateDataKey', {
      KeyId: 'arn:aws:kms:us-east-1:000000000000:key/k',
      CiphertextBlob: Buffer.from('sealed'),
    }),
    Decrypt: kmsOperation('Decrypt', {}),
  },
}

/** The bucket has the object `k`. `refused` says which accesses are denied; nobody has asked for anything yet. */
export const openS3WithKms = async (Bucket: string, refused: (access: Access) => boolean): Promise<S3ForTests> => {
  kmsAsked.length = 0
  const s3 = await openS3({
    others: [kms],
    refuse: (_, access) =>
      refused(access)
        ? new ServiceError('AccessDenied', `not authorized to perform: ${access.action}`, 403)
        : undefined,
  })
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  await s3.client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'team=a' }))
  s3.test.asked.length = 0
  return s3
}
