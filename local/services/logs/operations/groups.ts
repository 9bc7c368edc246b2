// Log groups: made, listed, kept for a time, tagged, deleted.
import { ServiceError } from '../../../core/errors.ts'
import type { Fact } from '../../../core/event.ts'
import type { Members } from '../../../core/input/members.ts'
import { WholeList } from '../../../core/pages.ts'
import { operation } from '../../../core/service.ts'
import { removeGroup, storedBytes } from '../machine/streams.ts'
import { exists, find, GROUP, groupArn, invalid, nameIn, nameOfArn, onGroup } from '../names.ts'
import type { LogGroup, LogsState } from '../state.ts'
import { changed, type GroupChange } from '../trail.ts'

const CLASSES = ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']

const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

const changeOf = (name: GroupChange, group: LogGroup): Fact => changed(name, group.logGroupArn, group)

const readName = (members: Members) => ({ name: members.string('logGroupName', GROUP) })

const CreateLogGroup = operation<LogsState>()({
  input: members => ({
    ...readName(members),
    kmsKeyId: members.optionalString('kmsKeyId', { max: 256 }),
    tags: members.map('tags'),
    logGroupClass: members.optionalString('logGroupClass', { values: CLASSES }),
  }),
  access: ({ name }, scope) => onGroup(scope, 'CreateLogGroup', name),
  decide: (state, { name, kmsKeyId, tags, logGroupClass = 'STANDARD' }, scope) => {
    if (state.groups.has(name)) throw exists('log group')
    const group: LogGroup = {
      logGroupName: name,
      logGroupArn: groupArn(scope, name),
      creationTime: scope.now.getTime(),
      logGroupClass,
      tags,
      ...(kmsKeyId ? { kmsKeyId } : {}),
    }
    return { output: {}, facts: [changeOf('CreateLogGroup', group)] }
  },
})

const DeleteLogGroup = operation<LogsState>()({
  input: readName,
  access: ({ name }, scope) => onGroup(scope, 'DeleteLogGroup', name),
  perform: async (desk, { name }, { answer }) => {
    const group = find(desk.state, name)
    answer({}, changed('DeleteLogGroup', group.logGroupArn, { logGroupName: name }))
    await removeGroup(desk, name)
    return {}
  },
})

const DescribeLogGroups = operation<LogsState>()({
  input: (members, place) => {
    if (members.has('logGroupNamePrefix') && members.has('logGroupNamePattern'))
      throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.')
    return {
      only: members.strings('logGroupIdentifiers').map(given => nameIn(place, given)),
      prefix: members.optionalString('logGroupNamePrefix', GROUP) ?? '',
      pattern: members.optionalString('logGroupNamePattern')?.toLowerCase() ?? '',
      ofClass: members.optionalString('logGroupClass', { values: CLASSES }),
    }
  },
  access: (_, scope) => [{ action: 'logs:DescribeLogGroups', resource: `${groupArn(scope, '')}:log-stream:` }],
  perform: async (desk, { only, prefix, pattern, ofClass }) => {
    const names = [...desk.state.groups.values()]
      .filter(group => ofClass === undefined || group.logGroupClass === ofClass)
      .map(group => group.logGroupName)
      .filter(name => only.length === 0 || only.includes(name))
      .filter(name => name.startsWith(prefix) && name.toLowerCase().includes(pattern))
      .sort()
    return { logGroups: WholeList.of(names, name => describe(find(desk.state, name), storedBytes(desk, name))) }
  },
})

const describe = async ({ tags: _, ...group }: LogGroup, bytes: Promise<number>) => ({
  ...group,
  arn: `${group.logGroupArn}:*`,
  metricFilterCount: 0,
  deletionProtectionEnabled: false,
  storedBytes: await bytes,
})

/** What the retention has let go is not shown any more. */
const PutRetentionPolicy = operation<LogsState>()({
  input: members => {
    const days = members.number('retentionInDays')
    if (!RETENTIONS.includes(days))
      throw new ServiceError(
        'InvalidParameterException',
        `Invalid retention value: ${days}; expected one of ${RETENTIONS.join(', ')}`,
      )
    return { ...readName(members), days }
  },
  access: ({ name }, scope) => onGroup(scope, 'PutRetentionPolicy', name),
  decide: (state, { name, days }) => ({
    output: {},
    facts: [changeOf('PutRetentionPolicy', { ...find(state, name), retentionInDays: days })],
  }),
})

const DeleteRetentionPolicy = operation<LogsState>()({
  input: readName,
  access: ({ name }, scope) => onGroup(scope, 'DeleteRetentionPolicy', name),
  decide: (state, { name }) => {
    const { retentionInDays: _, ...group } = find(state, name)
    return { output: {}, facts: [changeOf('DeleteRetentionPolicy', group)] }
  },
})

/** Differs from AWS: files are not encrypted with the key. */
const AssociateKmsKey = operation<LogsState>()({
  input: members => ({ ...readName(members), kmsKeyId: members.string('kmsKeyId', { max: 256 }) }),
  access: ({ name }, scope) => onGroup(scope, 'AssociateKmsKey', name),
  decide: (state, { name, kmsKeyId }) => ({
    output: {},
    facts: [changeOf('AssociateKmsKey', { ...find(state, name), kmsKeyId })],
  }),
})

const DisassociateKmsKey = operation<LogsState>()({
  input: readName,
  access: ({ name }, scope) => onGroup(scope, 'DisassociateKmsKey', name),
  decide: (state, { name }) => {
    const { kmsKeyId: _, ...group } = find(state, name)
    return { output: {}, facts: [changeOf('DisassociateKmsKey', group)] }
  },
})

const byArn = (members: Members) => ({ arn: members.string('resourceArn') })
const onArn = (action: string, arn: string) => [{ action: `logs:${action}`, resource: arn }]

const TagResource = operation<LogsState>()({
  input: members => ({ ...byArn(members), tags: members.map('tags') }),
  access: ({ arn }) => onArn('TagResource', arn),
  decide: (state, { arn, tags }, scope) => {
    const group = find(state, nameOfArn(scope, arn))
    return { output: {}, facts: [changeOf('TagResource', { ...group, tags: { ...group.tags, ...tags } })] }
  },
})

const UntagResource = operation<LogsState>()({
  input: members => ({ ...byArn(members), keys: members.strings('tagKeys') }),
  access: ({ arn }) => onArn('UntagResource', arn),
  decide: (state, { arn, keys }, scope) => {
    const group = find(state, nameOfArn(scope, arn))
    const tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.includes(key)))
    return { output: {}, facts: [changeOf('UntagResource', { ...group, tags })] }
  },
})

const ListTagsForResource = operation<LogsState>()({
  input: byArn,
  access: ({ arn }) => onArn('ListTagsForResource', arn),
  decide: (state, { arn }, scope) => ({ output: { tags: find(state, nameOfArn(scope, arn)).tags } }),
})

const TagLogGroup = operation<LogsState>()({
  input: members => ({ ...readName(members), tags: members.map('tags') }),
  access: ({ name }, scope) => onGroup(scope, 'TagLogGroup', name),
  decide: (state, { name, tags }) => {
    const group = find(state, name)
    return { output: {}, facts: [changeOf('TagLogGroup', { ...group, tags: { ...group.tags, ...tags } })] }
  },
})

const ListTagsLogGroup = operation<LogsState>()({
  input: readName,
  access: ({ name }, scope) => onGroup(scope, 'ListTagsLogGroup', name),
  decide: (state, { name }) => ({ output: { tags: find(state, name).tags } }),
})

export const groups = {
  CreateLogGroup,
  DeleteLogGroup,
  DescribeLogGroups,
  PutRetentionPolicy,
  DeleteRetentionPolicy,
  AssociateKmsKey,
  DisassociateKmsKey,
  TagResource,
  UntagResource,
  ListTagsForResource,
  TagLogGroup,
  ListTagsLogGroup,
}
