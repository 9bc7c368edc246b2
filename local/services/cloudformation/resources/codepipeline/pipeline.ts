// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html

import { arnOf } from '../../../../core/arn.ts'
import { isList, isMap, type Value } from '../../../../template/template.ts'
import { camel, camelCase, removedKeys, same, structure, structures, tagList, text } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  type Hands,
  type Properties,
  type ResourceType,
  refused,
  TAG_LIST,
} from '../resource-type.ts'

const ARTIFACT_STORE = { EncryptionKey: { Id: 'string', Type: 'string' }, Location: 'string', Type: 'string' } as const

export const pipeline: ResourceType = {
  type: 'AWS::CodePipeline::Pipeline',
  properties: {
    ArtifactStore: carriedOut(ARTIFACT_STORE),
    ArtifactStores: carriedOut([
      {
        ArtifactStore: ARTIFACT_STORE,
        Region: 'string',
      },
    ]),
    DisableInboundStageTransitions: carriedOut([{ Reason: 'string', StageName: 'string' }]),
    ExecutionMode: carriedOut('string'),
    Name: createOnly('string'),
    PipelineType: carriedOut('string'),
    RestartExecutionOnUpdate: carriedOut('boolean'),
    RoleArn: carriedOut('string'),
    Stages: carriedOut([
      {
        Actions: [
          {
            ActionTypeId: { Category: 'string', Owner: 'string', Provider: 'string', Version: 'string' },
            Commands: 'refused',
            Configuration: 'json',
            EnvironmentVariables: 'refused',
            InputArtifacts: [{ Name: 'string' }],
            Name: 'string',
            Namespace: 'string',
            OutputArtifacts: [{ Files: 'refused', Name: 'string' }],
            OutputVariables: 'refused',
            Region: 'string',
            RoleArn: 'string',
            RunOrder: 'integer',
            TimeoutInMinutes: 'integer',
          },
        ],
        BeforeEntry: 'refused',
        Blockers: 'refused',
        Name: 'string',
        OnFailure: {
          Conditions: 'refused',
          Result: 'only ROLLBACK, RETRY',
          RetryConfiguration: { RetryMode: 'string' },
        },
        OnSuccess: 'refused',
      },
    ]),
    Tags: carriedOut(TAG_LIST),
    Variables: carriedOut([{ DefaultValue: 'string', Description: 'string', Name: 'string' }]),
    ...refused('Triggers'),
  },
  required: ['Stages', 'RoleArn'],
  attributes: ['Version'],
  name: { property: 'Name', max: 100 },
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const name = text(properties, 'Name')
    const input = {
      pipeline: declarationOf(properties),
      ...(properties.Tags !== undefined && { tags: tagList(properties.Tags, 'key', 'value') }),
    }
    const made = await hands.make<Answer>('codepipeline', 'CreatePipeline', input, ({ pipeline: { version } }) => ({
      physicalId: name,
      attributes: { Version: String(version) },
    }))
    await transitions(name, properties, {}, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const { pipeline: updated } = await hands.call<Answer>('codepipeline', 'UpdatePipeline', {
      pipeline: declarationOf(properties),
    })
    await transitions(physicalId, properties, previous, hands)
    await tag(physicalId, properties, previous, hands)
    if (properties.RestartExecutionOnUpdate === true)
      await hands.call('codepipeline', 'StartPipelineExecution', { name: physicalId })
    return { physicalId, attributes: { Version: String(updated.version) } }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('codepipeline', 'DeletePipeline', { name: physicalId })
  },
}

interface Answer {
  readonly pipeline: { readonly version: number }
}

const declarationOf = (properties: Properties): Readonly<Record<string, Value>> => {
  const { Tags, DisableInboundStageTransitions, RestartExecutionOnUpdate, ArtifactStores, ...declaration } = properties
  const stores = structures(ArtifactStores).map(store => [text(store, 'Region'), camelCase(store.ArtifactStore ?? {})])
  return {
    ...structure(declared(declaration)),
    ...(stores.length > 0 && { artifactStores: Object.fromEntries(stores) }),
  }
}

/** Members in lower camel case, but for the keys of `Configuration`, which belong to the action's provider. */
const declared = (value: Value): Value => {
  if (isList(value)) return value.map(declared)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      camel(key),
      key === 'Configuration' ? configuration(structure(item)) : declared(item),
    ]),
  )
}

/** The API takes texts only. */
const configuration = (value: Properties): Value =>
  Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'object' && item !== null ? JSON.stringify(item) : String(item),
    ]),
  )

const transitions = async (name: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  const disabled = structures(next.DisableInboundStageTransitions)
  const before = structures(previous.DisableInboundStageTransitions)
  for (const { StageName, Reason } of disabled.filter(transition => !before.some(other => same(other, transition))))
    await hands.call('codepipeline', 'DisableStageTransition', {
      pipelineName: name,
      stageName: StageName,
      transitionType: 'Inbound',
      reason: Reason,
    })
  for (const { StageName } of before.filter(other => !disabled.some(({ StageName }) => StageName === other.StageName)))
    await hands.call('codepipeline', 'EnableStageTransition', {
      pipelineName: name,
      stageName: StageName,
      transitionType: 'Inbound',
    })
}

const tag = async (name: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  const resourceArn = arnOf(hands, 'codepipeline', name)
  const removed = removedKeys(previous.Tags, next.Tags)
  if (removed.length > 0) await hands.call('codepipeline', 'UntagResource', { resourceArn, tagKeys: removed })
  if (!same(next.Tags, previous.Tags) && next.Tags !== undefined)
    await hands.call('codepipeline', 'TagResource', { resourceArn, tags: tagList(next.Tags, 'key', 'value') })
}
