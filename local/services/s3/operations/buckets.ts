// Buckets themselves.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
import { ServiceError } from '../../../core/errors.ts'
import { notCarriedOut } from '../errors.ts'
import {
  bucketOf,
  checkBucketName,
  contextOf,
  define,
  onBucket,
  readBucket,
  type S3Operations,
} from '../objects/lookup.ts'
import { changed } from '../trail.ts'
import { checkAcl } from './object-input.ts'

export const buckets: S3Operations = {
  CreateBucket: define({
    input: members => {
      if (members.optionalString('ACL') !== 'private') checkAcl(members)
      if (members.boolean('ObjectLockEnabledForBucket')) throw notCarriedOut('object lock')
      const ownership = members.optionalString('ObjectOwnership')
      if (ownership !== undefined && ownership !== 'BucketOwnerEnforced')
        throw notCarriedOut(`object ownership ${ownership}: buckets without ACLs (BucketOwnerEnforced) only`)
      const configuration = members.optionalStructure('CreateBucketConfiguration')
      if (configuration?.has('Location') || configuration?.has('Bucket')) throw notCarriedOut('directory buckets')
      return { Bucket: members.string('Bucket'), location: configuration?.optionalString('LocationConstraint') }
    },
    access: ({ Bucket, location }) => [
      {
        action: 's3:CreateBucket',
        resource: `arn:aws:s3:::${Bucket}`,
        context: contextOf({ 's3:locationconstraint': location }),
      },
    ],
    decide: (state, { Bucket, location }, { region }) => {
      checkBucketName(Bucket)
      checkLocation(location, region)
      const output = { Location: `/${Bucket}` }
      // In us-east-1, AWS answers the owner who asks twice as if the bucket were new.
      if (state.buckets.has(Bucket) && region === 'us-east-1') return { output }
      if (state.buckets.has(Bucket))
        throw new ServiceError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
          { BucketName: Bucket },
        )
      return { output, facts: [changed('CreateBucket', { bucketName: Bucket })] }
    },
  }),
  DeleteBucket: define({
    input: readBucket,
    access: (input, scope, state) => onBucket('DeleteBucket', input, scope, state),
    decide: (state, { Bucket }) => {
      if (bucketOf(state, Bucket).keys.length > 0)
        throw new ServiceError(
          'BucketNotEmpty',
          bucketOf(state, Bucket).settings.versioning
            ? 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.'
            : 'The bucket you tried to delete is not empty',
          409,
          { BucketName: Bucket },
        )
      const uploads = [...state.uploads.values()].filter(upload => upload.Bucket === Bucket)
      const abort = uploads.map(({ Key, UploadId }) =>
        changed('AbortMultipartUpload', { bucketName: Bucket, key: Key, uploadId: UploadId }),
      )
      return { output: {}, facts: [...abort, changed('DeleteBucket', { bucketName: Bucket })] }
    },
  }),
  HeadBucket: define({
    input: readBucket,
    access: (input, scope, state) => onBucket('ListBucket', input, scope, state),
    decide: (state, { Bucket }, { region }) => {
      bucketOf(state, Bucket)
      return { output: { BucketRegion: region, AccessPointAlias: false } }
    },
  }),
  GetBucketLocation: define({
    input: readBucket,
    access: (input, scope, state) => onBucket('GetBucketLocation', input, scope, state),
    decide: (_state, _input, { region }) => ({
      output: region === 'us-east-1' ? {} : { LocationConstraint: region },
    }),
  }),
  ListBuckets: define({
    input: members => ({
      prefix: members.optionalString('Prefix') ?? '',
      after: members.optionalString('ContinuationToken') ?? '',
      most: members.optionalNumber('MaxBuckets', { min: 1, max: 10_000 }) ?? 10_000,
      region: members.optionalString('BucketRegion'),
    }),
    access: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
    decide: (state, { prefix, after, most, region }, scope) => {
      const found = [...state.buckets.values()]
        .filter(({ Name }) => Name.startsWith(prefix) && Name > after && (region ?? scope.region) === scope.region)
        .sort((a, b) => (a.Name < b.Name ? -1 : 1))
      const page = found.slice(0, most)
      return {
        output: {
          Owner: { ID: 'local-cloud' },
          Buckets: page.map(({ Name, CreationDate }) => ({
            Name,
            CreationDate: new Date(CreationDate),
            BucketRegion: scope.region,
          })),
          ...(found.length > page.length ? { ContinuationToken: page.at(-1)?.Name } : {}),
        },
      }
    },
  }),
}

/** The endpoint is in one Region, and so are its buckets. */
const checkLocation = (location: string | undefined, region: string): void => {
  if (location === 'us-east-1' && region === location)
    throw new ServiceError('InvalidLocationConstraint', 'The specified location-constraint is not valid', 400, {
      LocationConstraint: location,
    })
  if ((location ?? 'us-east-1') === region) return
  throw new ServiceError(
    'IllegalLocationConstraintException',
    `The ${location ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to; LocationConstraint should be ${region === 'us-east-1' ? 'absent' : `'${region}'`}.`,
  )
}
