// What S3 refuses of tags: of a bucket, of an object, and of one that comes with its tags in a header.

import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { s3 } from './index.ts'

type Tag = readonly [key: string, value: string]

let cloud: TestRuntime
beforeAll(async () => {
  cloud = testRuntime([s3])
  await cloud.call('CreateBucket', { Bucket: 'bucket' })
  await cloud.call('PutObject', { Bucket: 'bucket', Key: 'key', Body: new Uint8Array() })
})
afterAll(() => cloud.close())

const tagSet = (tags: readonly Tag[]) => ({ TagSet: tags.map(([Key, Value]) => ({ Key, Value })) })
const header = (tags: readonly Tag[]): string => tags.map(tag => tag.map(encodeURIComponent).join('=')).join('&')

const numbered = (count: number): readonly Tag[] =>
  Array.from({ length: count }, (_, index) => [`k${index}`, 'v'] as const)

const ways: readonly (readonly [string, number, string, (tags: readonly Tag[]) => Promise<unknown>])[] = [
  [
    'PutBucketTagging',
    50,
    'System tags cannot be added/updated by requester',
    tags => cloud.call('PutBucketTagging', { Bucket: 'bucket', Tagging: tagSet(tags) }),
  ],
  [
    'PutObjectTagging',
    10,
    'Your TagKey cannot be prefixed with aws:',
    tags => cloud.call('PutObjectTagging', { Bucket: 'bucket', Key: 'key', Tagging: tagSet(tags) }),
  ],
  ...(['PutObject', 'CreateMultipartUpload', 'CopyObject'] as const).map(
    operation =>
      [
        operation,
        10,
        'User-defined tag keys can\'t start with "aws:".',
        (tags: readonly Tag[]) =>
          cloud.call(operation, {
            Bucket: 'bucket',
            Key: 'other',
            Tagging: header(tags),
            ...(operation === 'PutObject' ? { Body: new Uint8Array() } : {}),
            ...(operation === 'CopyObject' ? { CopySource: 'bucket/key', TaggingDirective: 'REPLACE' } : {}),
          }),
      ] as const,
  ),
]

test.each(ways)('%s takes %i tags and refuses what S3 refuses', async (_, most, reserved, put) => {
  const wrong: readonly (readonly [readonly Tag[], string, string])[] = [
    [numbered(most + 1), 'BadRequest', `cannot be greater than ${most}`],
    [[['', 'v']], 'InvalidTag', 'The TagKey you have provided is invalid'],
    [[['k'.repeat(129), 'v']], 'InvalidTag', 'The TagKey you have provided is invalid'],
    [[['k;', 'v']], 'InvalidTag', 'The TagKey you have provided is invalid'],
    [[['k', 'v'.repeat(257)]], 'InvalidTag', 'The TagValue you have provided is invalid'],
    [[['k', 'v?']], 'InvalidTag', 'The TagValue you have provided is invalid'],
    [[['aws:k', 'v']], 'InvalidTag', reserved],
    [[['k', '1'], ['k', '2']], 'InvalidTag', 'Cannot provide multiple Tags with the same key'], // biome-ignore format: a table
  ]
  for (const [tags, code, words] of wrong)
    await expect(put(tags)).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
  await put(numbered(most))
})
