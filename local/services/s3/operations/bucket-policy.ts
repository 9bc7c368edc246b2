// The bucket policy; the runtime evaluates it with every request for the bucket and its objects.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
import { Readable } from 'node:stream'
import { ServiceError } from '../../../core/errors.ts'
import { isRecord } from '../../../core/members.ts'
import type { PolicyDocument, PolicyStatement } from '../../../core/policy.ts'
import { change } from '../changes.ts'
import { accessDenied } from '../errors.ts'
import { bucketOf, define, onBucket, readBucket, type S3Operations } from '../lookup.ts'
import { deleteSetting, getSetting, notSet } from './settings.ts'

const largest = 20 * 1024

export const bucketPolicy: S3Operations = {
  PutBucketPolicy: define({
    input: members => {
      const Policy = members.raw('Policy')
      if (typeof Policy !== 'string' && !(Policy instanceof Readable))
        throw members.wrong('Policy', Policy, 'Member must be a string')
      return { ...readBucket(members), given: Policy }
    },
    access: (input, scope, state) => onBucket('PutBucketPolicy', input, scope, state),
    perform: async (desk, { Bucket, given }) => {
      const text = typeof given === 'string' ? given : await textOf(given)
      const policy = parsePolicy(text)
      const statements = statementsOf(policy)
      checkResources(statements, Bucket)
      const { publicAccessBlock } = bucketOf(desk.state, Bucket).settings
      if (publicAccessBlock?.BlockPublicPolicy && isPublic(statements))
        throw accessDenied(
          'The policy makes the bucket public, and BlockPublicPolicy of its public access block does not allow that.',
        )
      const requestParameters = { bucketName: Bucket, setting: 'policy' as const, value: text }
      desk.record(change({ eventName: 'PutBucketPolicy', requestParameters, responseElements: null }))
      return {}
    },
  }),
  GetBucketPolicy: getSetting(
    'GetBucketPolicy',
    'policy',
    Policy => ({ Policy }),
    notSet('NoSuchBucketPolicy', 'The bucket policy does not exist'),
  ),
  GetBucketPolicyStatus: getSetting(
    'GetBucketPolicyStatus',
    'policy',
    policy => ({ PolicyStatus: { IsPublic: isPublic(statementsOf(parsePolicy(policy))) } }),
    notSet('NoSuchBucketPolicy', 'The bucket policy does not exist'),
  ),
  DeleteBucketPolicy: deleteSetting('DeleteBucketPolicy', 'DeleteBucketPolicy', 'policy'),
}

/** @throws ServiceError MalformedPolicy */
export const parsePolicy = (text: string): PolicyDocument => {
  const document = parse(text)
  if (!isRecord(document)) throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'")
  const statements = [document.Statement].flat()
  if (statements.length === 0 || !statements.every(isStatement))
    throw malformedPolicy(
      'Each Statement needs Effect (Allow or Deny), Principal or NotPrincipal, Action or NotAction, and Resource or NotResource',
    )
  return document as unknown as PolicyDocument
}

const isStatement = (statement: unknown): boolean =>
  isRecord(statement) &&
  (statement.Effect === 'Allow' || statement.Effect === 'Deny') &&
  ['Principal', 'Action', 'Resource'].every(
    name => (statement[name] === undefined) !== (statement[`Not${name}`] === undefined),
  )

const statementsOf = ({ Statement }: PolicyDocument): readonly PolicyStatement[] => [Statement].flat()

const checkResources = (statements: readonly PolicyStatement[], bucketName: string): void => {
  const arn = `arn:aws:s3:::${bucketName}`
  const resources = statements.flatMap(({ Resource, NotResource }) => [Resource ?? [], NotResource ?? []].flat(2))
  const foreign = resources.find(
    resource =>
      resource !== arn && !resource.startsWith(`${arn}/`) && !`${arn}/`.startsWith(resource.replace(/\*.*$/, '')),
  )
  if (foreign !== undefined) throw malformedPolicy(`Policy has invalid resource: '${foreign}' is not in ${arn}`)
}

/** Differs from AWS: any condition makes a statement count as not public; AWS looks at which condition it is. */
const isPublic = (statements: readonly PolicyStatement[]): boolean =>
  statements.some(
    ({ Effect, Principal, NotPrincipal, Condition }) =>
      Effect === 'Allow' &&
      (NotPrincipal !== undefined ||
        Principal === '*' ||
        (isRecord(Principal) && [Principal.AWS ?? []].flat().includes('*'))) &&
      Condition === undefined,
  )

const parse = (text: string): unknown => {
  if (Buffer.byteLength(text) > largest) throw new ServiceError('PolicyTooLarge', 'Policy is larger than 20 KB')
  try {
    return JSON.parse(text)
  } catch {
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'")
  }
}

const textOf = async (stream: Readable): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer)
    if (chunks.reduce((sum, { length }) => sum + length, 0) > largest)
      throw new ServiceError('PolicyTooLarge', 'Policy is larger than 20 KB')
  }
  return Buffer.concat(chunks).toString('utf8')
}

const malformedPolicy = (message: string): ServiceError => new ServiceError('MalformedPolicy', message)
