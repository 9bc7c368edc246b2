// Names that CloudFormation generates, and URLs that lead to this machine.

import { localUrl } from './local-url.ts'
import { physicalName } from './names.ts'
import { objectOf } from './template-text.ts'

const uuid = '01234567-89ab-cdef-0123-456789abcdef'

test.each([
  ['short enough', 64, false, 'stack', 'Function', /^stack-Function-[0-9A-Z]{12}$/],
  ['both cut', 40, false, 's'.repeat(40), 'L'.repeat(40), /^s{13}-L{13}-[0-9A-Z]{12}$/],
  [
    'a long stack name takes the room that the logical ID leaves',
    40,
    false,
    's'.repeat(40),
    'Role',
    /^s{22}-Role-[0-9A-Z]{12}$/,
  ],
  [
    'a long logical ID takes the room that the stack name leaves',
    40,
    false,
    'app',
    'L'.repeat(40),
    /^app-L{23}-[0-9A-Z]{12}$/,
  ],
  ['lower case', 63, true, 'Stack', 'Bucket', /^stack-bucket-[0-9a-z]{12}$/],
])('a physical name: %s', (_, max, lowerCase, stackName, logicalId, expected) => {
  const name = physicalName({ property: 'Name', max, lowerCase }, stackName, logicalId, uuid)
  expect(name).toMatch(expected)
  expect(name.length).toBeLessThanOrEqual(max)
})

const place = { account: '000000000000', region: 'eu-west-1' }

test.each([
  ['https://abc123.execute-api.eu-west-1.amazonaws.com/beta', 'http://127.0.0.1:4000/execute-api/abc123/beta'],
  [
    'https://abc123.execute-api.us-east-1.amazonaws.com/beta',
    'https://abc123.execute-api.us-east-1.amazonaws.com/beta',
  ],
  ['https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/r', 'http://127.0.0.1:4000/v1/repos/r'],
  ['see https://abc.execute-api.eu-west-1.amazonaws.com', 'see https://abc.execute-api.eu-west-1.amazonaws.com'],
])('%s leads to %s', (value, expected) => {
  expect(localUrl(value, place, 'http://127.0.0.1:4000')).toBe(expected)
})

test.each([
  ['http://127.0.0.1:4000/bucket/dir/key', { Bucket: 'bucket', Key: 'dir/key' }],
  ['http://localhost:1/bucket/key?versionId=v', { Bucket: 'bucket', Key: 'key', VersionId: 'v' }],
  ['https://bucket.s3.eu-west-1.amazonaws.com/a%20b', { Bucket: 'bucket', Key: 'a b' }],
  ['https://my.bucket.s3.amazonaws.com/key', { Bucket: 'my.bucket', Key: 'key' }],
  ['https://s3.eu-west-1.amazonaws.com/bucket/key', { Bucket: 'bucket', Key: 'key' }],
  ['https://s3.amazonaws.com/bucket/key', { Bucket: 'bucket', Key: 'key' }],
  ['https://example.com/bucket/key', undefined],
  ['https://s3.amazonaws.com/bucket', undefined],
  ['file:///etc/passwd', undefined],
  ['nonsense', undefined],
])('the object behind %s', (url, expected) => {
  expect(objectOf(url, 'http://127.0.0.1:4000')).toEqual(expected)
})
