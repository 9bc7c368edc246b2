import { bucketFirst, isTooLarge } from './large-template.ts'

const template = (Resources: object, more: object = {}) => ({
  stackName: 'big',
  templateBody: JSON.stringify({ ...more, Resources, Outputs: { A: { Value: { Ref: 'Role' } } } }),
})
const refersTo = (Type: string, ...ids: readonly string[]) => ({ Type, Properties: { of: ids.map(Ref => ({ Ref })) } })

test.each([
  [51_200, false],
  [51_201, true],
])('a template of %i bytes is too large: %j', (bytes, expected) => {
  expect(isTooLarge({ stackName: 'big', templateBody: ' '.repeat(bytes) })).toBe(expected)
})

test('the stack begins with its bucket, the policy on it, and all that these need', () => {
  const parts = {
    Key: refersTo('AWS::KMS::Key', 'KeyRole'),
    KeyRole: { Type: 'AWS::IAM::Role', DependsOn: 'Before' },
    Before: { Type: 'AWS::Logs::LogGroup' },
    Bucket: { ...refersTo('AWS::S3::Bucket', 'Key', 'Name'), DeletionPolicy: 'Retain' },
    Policy: refersTo('AWS::S3::BucketPolicy', 'Bucket'),
  }
  const others = {
    Role: refersTo('AWS::IAM::Role', 'Bucket'),
    OtherBucket: { Type: 'AWS::S3::Bucket' },
    OtherPolicy: refersTo('AWS::S3::BucketPolicy', 'OtherBucket'),
  }
  const more = { Parameters: { Name: { Type: 'String', Default: 'x' } } }
  expect(JSON.parse(bucketFirst(template({ ...parts, ...others }, more)))).toEqual({ ...more, Resources: parts })
})

test('without a bucket there is no way, which is said', () => {
  expect(() => bucketFirst(template({ Role: { Type: 'AWS::IAM::Role' } }))).toThrow(
    /^the template of big has \d+ bytes; above 51200 it goes to CloudFormation through a bucket of its own stack, and it has no AWS::S3::Bucket/,
  )
})
