// ListObjects, ListObjectsV2 and ListObjectVersions: sorted, by prefix and delimiter, page by page.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
import type { Members } from '../../../core/input/members.ts'
import { invalidArgument } from '../errors.ts'
import { compareKeys } from '../objects/keys.ts'
import { type Item, listPage } from '../objects/listing.ts'
import { bucketOf, contextOf, define, onBucket, readBucket, type S3Operations } from '../objects/lookup.ts'
import type { Bucket, ObjectVersion } from '../state.ts'

const readList = (members: Members) => ({
  ...readBucket(members),
  prefix: members.optionalString('Prefix') ?? '',
  delimiter: members.optionalString('Delimiter') || undefined,
  maxKeys: Math.min(members.optionalNumber('MaxKeys', { min: 0 }) ?? 1000, 1000),
  encode: members.optionalString('EncodingType', { values: ['url'] }) === 'url' ? urlEncode : asIs,
  marker: members.optionalString('Marker') ?? '',
  startAfter: members.optionalString('StartAfter'),
  token: members.optionalString('ContinuationToken'),
  fetchOwner: members.boolean('FetchOwner'),
  keyMarker: members.optionalString('KeyMarker'),
  versionIdMarker: members.optionalString('VersionIdMarker') || undefined,
  context: contextOf({
    's3:prefix': members.optionalString('Prefix'),
    's3:delimiter': members.optionalString('Delimiter'),
    's3:max-keys': members.has('MaxKeys') ? String(members.raw('MaxKeys')) : undefined,
  }),
})

type List = ReturnType<typeof readList>

export const listObjects: S3Operations = {
  ListObjects: define({
    input: readList,
    access: (input, scope, state) => onBucket('ListBucket', input, scope, state, input.context),
    decide: (state, input) => {
      const page = listPage(current(bucketOf(state, input.Bucket)), input, input.marker)
      return {
        output: {
          ...echo(input),
          Marker: input.encode(input.marker),
          ...(page.next === undefined || input.delimiter === undefined ? {} : { NextMarker: input.encode(page.next) }),
          ...contents(page, input, true),
        },
      }
    },
  }),
  ListObjectsV2: define({
    input: readList,
    access: (input, scope, state) => onBucket('ListBucket', input, scope, state, input.context),
    decide: (state, input) => {
      const after = input.token === undefined ? (input.startAfter ?? '') : readToken(input.token)
      const page = listPage(current(bucketOf(state, input.Bucket)), input, after)
      return {
        output: {
          ...echo(input),
          KeyCount: page.items.length + page.prefixes.length,
          ...(input.token === undefined ? {} : { ContinuationToken: input.token }),
          ...(input.startAfter === undefined ? {} : { StartAfter: input.encode(input.startAfter) }),
          ...(page.next === undefined ? {} : { NextContinuationToken: Buffer.from(page.next).toString('base64') }),
          ...contents(page, input, input.fetchOwner),
        },
      }
    },
  }),
  ListObjectVersions: define({
    input: readList,
    access: (input, scope, state) => onBucket('ListBucketVersions', input, scope, state, input.context),
    decide: (state, input) => {
      const { keyMarker, versionIdMarker } = input
      if (versionIdMarker !== undefined && keyMarker === undefined)
        throw invalidArgument(
          'version-id-marker',
          versionIdMarker,
          'A version-id marker cannot be specified without a key marker.',
        )
      const page = listPage(everyVersion(bucketOf(state, input.Bucket)), input, keyMarker ?? '', versionIdMarker)
      const shown = page.items.map(item => ({ marker: item.version.deleteMarker, entry: versionEntry(item, input) }))
      return {
        output: {
          ...echo(input),
          KeyMarker: input.encode(keyMarker ?? ''),
          VersionIdMarker: versionIdMarker ?? '',
          IsTruncated: page.next !== undefined,
          ...(page.next === undefined
            ? {}
            : { NextKeyMarker: input.encode(page.next), NextVersionIdMarker: page.nextVersionId }),
          Versions: shown.filter(({ marker }) => !marker).map(({ entry }) => entry),
          DeleteMarkers: shown
            .filter(({ marker }) => marker)
            .map(({ entry: { Key, VersionId, IsLatest, LastModified } }) => ({
              Key,
              VersionId,
              IsLatest,
              LastModified,
              Owner: owner,
            })),
          CommonPrefixes: page.prefixes.map(prefix => ({ Prefix: input.encode(prefix) })),
        },
      }
    },
  }),
}

/** What a key has to show: its current version unless that is a delete marker. */
const current = (bucket: Bucket) => ({
  keys: bucket.keys,
  itemsOf: (key: string): readonly Item[] => {
    const version = bucket.versions.get(key)?.[0]
    return version && !version.deleteMarker ? [{ key, version, latest: true }] : []
  },
})

const everyVersion = (bucket: Bucket) => ({
  keys: bucket.keys,
  itemsOf: (key: string): readonly Item[] =>
    (bucket.versions.get(key) ?? []).map((version, index) => ({ key, version, latest: index === 0 })),
})

// Differs from AWS: the owner is named by the account, not by a canonical user id.
const owner = { ID: 'local-cloud' }

const echo = ({ Bucket, prefix, delimiter, maxKeys, encode }: List) => ({
  Name: Bucket,
  Prefix: encode(prefix),
  ...(delimiter === undefined ? {} : { Delimiter: encode(delimiter) }),
  MaxKeys: maxKeys,
  ...(encode === urlEncode ? { EncodingType: 'url' } : {}),
})

const contents = (page: ReturnType<typeof listPage>, { encode }: List, withOwner: boolean) => ({
  IsTruncated: page.next !== undefined,
  Contents: page.items.map(({ key, version }) => ({
    ...described(key, version, encode),
    ...(withOwner ? { Owner: owner } : {}),
  })),
  CommonPrefixes: page.prefixes.map(prefix => ({ Prefix: encode(prefix) })),
})

const versionEntry = ({ key, version, latest }: Item, { encode }: List) => ({
  ...described(key, version, encode),
  VersionId: version.VersionId,
  IsLatest: latest,
  Owner: owner,
})

const described = (key: string, version: ObjectVersion, encode: (text: string) => string) => ({
  Key: encode(key),
  LastModified: new Date(version.LastModified),
  ETag: version.ETag,
  ...(version.ChecksumType
    ? {
        ChecksumAlgorithm: Object.keys(version.checksums).map(name => name.replace('Checksum', '')),
        ChecksumType: version.ChecksumType,
      }
    : {}),
  Size: version.size,
  StorageClass: version.attributes.StorageClass ?? 'STANDARD',
})

const readToken = (token: string): string => {
  const key = Buffer.from(token, 'base64').toString('utf8')
  if (key === '' || compareKeys(Buffer.from(key).toString('base64'), token) !== 0)
    throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect')
  return key
}

const asIs = (text: string): string => text

const urlEncode = (text: string): string => encodeURIComponent(text).replaceAll('%2F', '/')
