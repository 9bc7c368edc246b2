// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html

import { isThere, json, text } from '../properties.ts'
import { carriedOut, createOnly, type ResourceType } from '../resource-type.ts'

export const bucketPolicy: ResourceType = {
  type: 'AWS::S3::BucketPolicy',
  properties: {
    Bucket: createOnly('string'),
    PolicyDocument: carriedOut('json'),
  },
  required: ['Bucket', 'PolicyDocument'],
  attributes: [],
  existing: async ({ Bucket }, hands) =>
    (await isThere(hands.call('s3', 'GetBucketPolicy', { Bucket })))
      ? `The bucket policy already exists on bucket ${String(Bucket)}.`
      : undefined,
  create: async (properties, hands) => {
    const Bucket = text(properties, 'Bucket')
    const input = { Bucket, Policy: json(properties.PolicyDocument) }
    return await hands.make('s3', 'PutBucketPolicy', input, () => ({ physicalId: Bucket }))
  },
  update: async ({ physicalId }, properties, _, hands) => {
    await hands.call('s3', 'PutBucketPolicy', { Bucket: physicalId, Policy: json(properties.PolicyDocument) })
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('s3', 'DeleteBucketPolicy', { Bucket: physicalId })
  },
}
