// The lifecycle rules of a bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
import { ServiceError } from '../../../core/errors.ts'
import { type Members, present } from '../../../core/input/members.ts'
import { invalidArgument, malformedXml, notCarriedOut } from '../errors.ts'
import type { S3Operations } from '../objects/lookup.ts'
import type { LifecycleFilter, LifecycleRule, Tag } from '../state.ts'
import { deleteSetting, getSetting, notSet, putSetting } from './settings.ts'

export const lifecycleConfiguration: S3Operations = {
  PutBucketLifecycleConfiguration: putSetting(
    'PutBucketLifecycleConfiguration',
    'PutLifecycleConfiguration',
    'lifecycle',
    members => {
      const rules = members.structure('LifecycleConfiguration').structures('Rules')
      if (rules.length === 0 || rules.length > 1000) throw malformedXml('a lifecycle has 1 to 1000 rules')
      const read = rules.map(readRule)
      if (new Set(read.map(rule => rule.ID)).size < read.length)
        throw new ServiceError('InvalidArgument', 'Rule ID must be unique. Found same ID for more than one rule')
      return { Rules: read }
    },
  ),
  GetBucketLifecycleConfiguration: getSetting(
    'GetLifecycleConfiguration',
    'lifecycle',
    value => value,
    notSet('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
  ),
  DeleteBucketLifecycle: deleteSetting('DeleteBucketLifecycle', 'PutLifecycleConfiguration', 'lifecycle'),
}

const readRule = (rule: Members, index: number): LifecycleRule => {
  for (const name of ['Transitions', 'Transition', 'NoncurrentVersionTransitions', 'NoncurrentVersionTransition'])
    if (rule.has(name)) throw notCarriedOut(`lifecycle ${name}: there is one storage class here`)
  const Status = rule.string('Status')
  if (Status !== 'Enabled' && Status !== 'Disabled')
    throw malformedXml(`Status of a lifecycle rule should be Enabled or Disabled, got '${Status}'`)
  if (!rule.has('Filter') && !rule.has('Prefix')) throw malformedXml('a lifecycle rule needs a Filter')
  const filter = rule.raw('Filter') === '' ? undefined : rule.optionalStructure('Filter')
  const expiration = rule.optionalStructure('Expiration')
  const noncurrent = rule.optionalStructure('NoncurrentVersionExpiration')
  const abort = rule.optionalStructure('AbortIncompleteMultipartUpload')
  if (!expiration && !noncurrent && !abort)
    throw new ServiceError('InvalidRequest', 'At least one action needs to be specified in a rule')
  return {
    ID: rule.optionalString('ID', { max: 255 }) ?? `rule-${index + 1}`,
    Status,
    ...(rule.has('Prefix') ? { Prefix: rule.string('Prefix') } : { Filter: filter ? readFilter(filter) : {} }),
    ...(expiration ? { Expiration: readExpiration(expiration) } : {}),
    ...(noncurrent
      ? {
          NoncurrentVersionExpiration: present({
            NoncurrentDays: optionalPositive(noncurrent, 'NoncurrentDays'),
            NewerNoncurrentVersions: optionalPositive(noncurrent, 'NewerNoncurrentVersions'),
          }),
        }
      : {}),
    ...(abort
      ? { AbortIncompleteMultipartUpload: { DaysAfterInitiation: positive(abort, 'DaysAfterInitiation') } }
      : {}),
  }
}

const readFilter = (filter: Members): NonNullable<LifecycleRule['Filter']> => {
  const and = filter.optionalStructure('And')
  return {
    ...readConditions(filter),
    ...(and ? { And: { ...readConditions(and), Tags: and.structures('Tags').map(readTag) } } : {}),
  }
}

const readConditions = (members: Members): LifecycleFilter => ({
  ...(members.has('Prefix') ? { Prefix: members.string('Prefix') } : {}),
  ...(members.has('Tag') ? { Tag: readTag(members.structure('Tag')) } : {}),
  ...(members.has('ObjectSizeGreaterThan') ? { ObjectSizeGreaterThan: members.number('ObjectSizeGreaterThan') } : {}),
  ...(members.has('ObjectSizeLessThan') ? { ObjectSizeLessThan: members.number('ObjectSizeLessThan') } : {}),
})

const readTag = (tag: Members): Tag => ({ Key: tag.string('Key'), Value: tag.optionalString('Value') ?? '' })

const readExpiration = (expiration: Members): NonNullable<LifecycleRule['Expiration']> => {
  const date = expiration.raw('Date')
  const given = ['Days', 'Date', 'ExpiredObjectDeleteMarker'].filter(name => expiration.has(name))
  if (given.length > 1) throw malformedXml(`Expiration has one of Days, Date and ExpiredObjectDeleteMarker`)
  return {
    ...present({ Days: optionalPositive(expiration, 'Days') }),
    ...(date === undefined ? {} : { Date: midnight(date) }),
    ...(expiration.has('ExpiredObjectDeleteMarker')
      ? { ExpiredObjectDeleteMarker: expiration.boolean('ExpiredObjectDeleteMarker') }
      : {}),
  }
}

const optionalPositive = (members: Members, name: string): number | undefined =>
  members.has(name) ? positive(members, name) : undefined

const positive = (members: Members, name: string): number => {
  const value = members.number(name)
  if (!Number.isInteger(value) || value < 1)
    throw invalidArgument(name, String(value), `'${name}' must be a positive integer`)
  return value
}

const midnight = (given: unknown): string => {
  const date = given instanceof Date ? given : new Date(String(given))
  if (Number.isNaN(date.getTime()) || date.getTime() % 86_400_000 !== 0)
    throw invalidArgument('Date', String(given), "'Date' must be at midnight GMT")
  return date.toISOString()
}
