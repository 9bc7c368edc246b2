// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html

import { arnOf } from '../../../../core/arn.ts'
import { ServiceError } from '../../../../core/errors.ts'
import {
  alreadyExists,
  isThere,
  json,
  optionalText,
  pick,
  removedKeys,
  same,
  structures,
  tagList,
  text,
} from '../properties.ts'
import {
  carriedOut,
  createOnly,
  type Hands,
  type Properties,
  type ResourceType,
  TAG_LIST,
  withoutEffect,
} from '../resource-type.ts'

export const rule: ResourceType = {
  type: 'AWS::Events::Rule',
  properties: {
    Description: carriedOut('string'),
    EventBusName: withoutEffect('string', 'there is the default event bus, and any other is refused'),
    EventPattern: carriedOut('json'),
    Name: createOnly('string'),
    RoleArn: carriedOut('string'),
    ScheduleExpression: carriedOut('string'),
    State: carriedOut('string'),
    Tags: carriedOut(TAG_LIST),
    Targets: carriedOut([
      {
        AppSyncParameters: 'refused',
        Arn: 'string',
        BatchParameters: 'refused',
        DeadLetterConfig: 'refused',
        EcsParameters: 'refused',
        HttpParameters: 'refused',
        Id: 'string',
        Input: 'string',
        InputPath: 'string',
        InputTransformer: { InputPathsMap: { '*': 'string' }, InputTemplate: 'string' },
        KinesisParameters: 'refused',
        RedshiftDataParameters: 'refused',
        RetryPolicy: 'refused',
        RoleArn: 'string',
        RunCommandParameters: 'refused',
        SageMakerPipelineParameters: 'refused',
        SqsParameters: 'refused',
      },
    ]),
  },
  required: [],
  attributes: ['Arn'],
  name: { property: 'Name', max: 64 },
  existing: async (properties, hands) => {
    const { Rule: Name, ...bus } = ruleOf(properties)
    const there = await isThere(hands.call('events', 'DescribeRule', { Name, ...bus }))
    return there ? alreadyExists('AWS::Events::Rule', Name) : undefined
  },
  refused: ({ EventBusName: bus = 'default' }) =>
    /^(arn:.*:event-bus\/)?default$/.test(String(bus))
      ? []
      : [`EventBusName ${bus} is not carried out by the local cloud; default is`],
  create: async (properties, hands) => {
    const made = await hands.make<{ readonly RuleArn: string }>(
      'events',
      'PutRule',
      ruleInput(properties, true),
      ({ RuleArn }) => ({ physicalId: text(properties, 'Name'), attributes: { Arn: RuleArn } }),
    )
    await putTargets(properties, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    await hands.call('events', 'PutRule', ruleInput(properties, false))
    const kept = targetIds(properties)
    const removed = targetIds(previous).filter(id => !kept.includes(id))
    if (removed.length > 0) await hands.call('events', 'RemoveTargets', { ...ruleOf(properties), Ids: removed })
    if (!same(properties.Targets, previous.Targets)) await putTargets(properties, hands)
    const ResourceARN = arnOf(hands, 'events', `rule/${physicalId}`)
    const untagged = removedKeys(previous.Tags, properties.Tags)
    if (untagged.length > 0) await hands.call('events', 'UntagResource', { ResourceARN, TagKeys: untagged })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('events', 'TagResource', { ResourceARN, Tags: tagList(properties.Tags) })
    return { physicalId }
  },
  delete: async (_, properties, hands) => {
    const Ids = targetIds(properties)
    if (Ids.length > 0) await hands.call('events', 'RemoveTargets', { ...ruleOf(properties), Ids })
    const { Rule: Name, ...bus } = ruleOf(properties)
    await hands.unmake('events', 'DeleteRule', { Name, ...bus })
  },
}

const ruleOf = (properties: Properties) => {
  const bus = optionalText(properties, 'EventBusName')
  return { Rule: text(properties, 'Name'), ...(bus !== undefined && { EventBusName: bus }) }
}

const targetIds = (properties: Properties): readonly string[] =>
  structures(properties.Targets).map(target => text(target, 'Id'))

const ruleInput = (properties: Properties, tags: boolean) => ({
  ...pick(properties, ['Name', 'Description', 'EventBusName', 'RoleArn', 'ScheduleExpression', 'State']),
  ...(properties.EventPattern !== undefined && { EventPattern: json(properties.EventPattern) }),
  ...(tags && properties.Tags !== undefined && { Tags: tagList(properties.Tags) }),
})

/** @throws ServiceError with the first target's error: PutTargets itself answers 200 */
const putTargets = async (properties: Properties, hands: Hands): Promise<void> => {
  const Targets = structures(properties.Targets)
  if (Targets.length === 0) return
  const { FailedEntryCount, FailedEntries } = await hands.call<{
    readonly FailedEntryCount?: number
    readonly FailedEntries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[]
  }>('events', 'PutTargets', { ...ruleOf(properties), Targets })
  const [failed] = FailedEntries ?? []
  if (FailedEntryCount)
    throw new ServiceError(failed?.ErrorCode ?? 'InternalException', failed?.ErrorMessage ?? 'PutTargets failed')
}
