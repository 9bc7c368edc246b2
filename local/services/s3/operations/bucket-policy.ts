// The bucket policy; the runtime evaluates it with every request for the bucket and its objects.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { ServiceError } from '../../../core/errors.ts'
import { glob, globParts } from '../../../core/input/glob.ts'
import { isRecord } from '../../../core/input/members.ts'
import type { PolicyDocument, PolicyStatement } from '../../../core/policy.ts'
import { namedIn } from '../../../policy/grammar/read-principal.ts'
import { RESOURCE_WORDS, readOrRefuse, type Words } from '../../../policy/grammar/words.ts'
import { documentOf } from '../../../policy/parsed.ts'
import { accessDenied } from '../errors.ts'
import { checkDigest } from '../objects/checksum.ts'
import { bucketOf, define, onBucket, readBucket, type S3Operations } from '../objects/lookup.ts'
import { changed } from '../trail.ts'
import { deleteSetting, getSetting, notSet } from './settings.ts'

const largest = 20 * 1024

export const bucketPolicy: S3Operations = {
  PutBucketPolicy: define({
    input: members => {
      const Policy = members.raw('Policy')
      if (typeof Policy !== 'string' && !(Policy instanceof Readable))
        throw members.wrong('Policy', Policy, 'Member must be a string')
      return { ...readBucket(members), given: Policy, contentMd5: members.optionalString('ContentMD5') }
    },
    access: (input, scope, state) => onBucket('PutBucketPolicy', input, scope, state),
    perform: async (desk, { Bucket, given, contentMd5 }, { answer }) => {
      const text = typeof given === 'string' ? given : await textOf(given)
      if (contentMd5 !== undefined)
        checkDigest('Content-MD5', contentMd5, createHash('md5').update(text).digest('base64'))
      const policy = readBucketPolicy(text, Bucket)
      if (namedIn(policy, desk.account).some(arn => !desk.directory.isPrincipal(arn))) throw INVALID_PRINCIPAL
      const statements = statementsOf(policy)
      const { publicAccessBlock } = bucketOf(desk.state, Bucket).settings
      if (publicAccessBlock?.BlockPublicPolicy && isPublic(statements))
        throw accessDenied(
          'The policy makes the bucket public, and BlockPublicPolicy of its public access block does not allow that.',
        )
      return answer({}, changed('PutBucketPolicy', { bucketName: Bucket, setting: 'policy', value: text }))
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
    policy => ({ PolicyStatus: { IsPublic: isPublic(statementsOf(documentOf({}, policy))) } }),
    notSet('NoSuchBucketPolicy', 'The bucket policy does not exist'),
  ),
  DeleteBucketPolicy: deleteSetting('DeleteBucketPolicy', 'DeleteBucketPolicy', 'policy'),
}

/** Differs from AWS: which actions of S3 there are, and to which of a statement's resources they apply, is not looked at. */
const readBucketPolicy = (text: string, bucket: string): PolicyDocument => {
  if (Buffer.byteLength(text) > largest) throw tooLarge()
  return readOrRefuse(
    text,
    {
      principal: 'required',
      resource: 'required',
      action: action => /^(s3:|\*$)/i.test(action),
      owns: resource => isIn(resource, bucket),
    },
    WORDS,
    malformedPolicy,
  )
}

const WORDS: Words = {
  ...RESOURCE_WORDS,
  json: "Policies must be valid JSON and the first byte must be '{'",
  'principal-invalid': 'Invalid principal in policy',
}

/** The bucket, its objects, or a pattern that the bucket matches. */
const isIn = (resource: string, bucket: string): boolean => {
  const [name = ''] = resource.startsWith('arn:aws:s3:::') ? resource.slice('arn:aws:s3:::'.length).split('/') : []
  return glob(globParts(name))(bucket)
}

const statementsOf = ({ Statement }: PolicyDocument): readonly PolicyStatement[] => [Statement].flat()

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

const textOf = async (stream: Readable): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    chunks.push(chunk)
    if (chunks.reduce((sum, { length }) => sum + length, 0) > largest) throw tooLarge()
  }
  return Buffer.concat(chunks).toString('utf8')
}

const malformedPolicy = (message: string): ServiceError => new ServiceError('MalformedPolicy', message)

const tooLarge = (): ServiceError => new ServiceError('PolicyTooLarge', 'Policy is larger than 20 KB')

const INVALID_PRINCIPAL = malformedPolicy('Invalid principal in policy')
