// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html

import type { Value } from '../../../../template/template.ts'
import { localUrl } from '../../local-url.ts'
import { inlineCode } from '../../machine/inline-code.ts'
import { missingRuntime } from '../../machine/runtime.ts'
import { optionalText, pick, removedKeys, same, structure, tagMap, text } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  type Hands,
  kept,
  notCarriedOut,
  type Properties,
  type ResourceType,
  refused,
  TAG_LIST,
} from '../resource-type.ts'
import { functionArn } from './names.ts'

export const lambdaFunction: ResourceType = {
  type: 'AWS::Lambda::Function',
  properties: {
    Architectures: carriedOut(['string']),
    Code: carriedOut({
      ImageUri: 'refused',
      S3Bucket: 'string',
      S3Key: 'string',
      S3ObjectVersion: 'string',
      SourceKMSKeyArn: 'refused',
      ZipFile: 'string',
    }),
    Description: carriedOut('string'),
    Environment: carriedOut({ Variables: { '*': 'string' } }),
    EphemeralStorage: carriedOut({ Size: 'integer' }),
    FunctionName: createOnly('string'),
    Handler: carriedOut('string'),
    LoggingConfig: carriedOut({
      ApplicationLogLevel: 'string',
      LogFormat: 'string',
      LogGroup: 'string',
      SystemLogLevel: 'string',
    }),
    MemorySize: carriedOut('integer'),
    PackageType: createOnly('only Zip'),
    ReservedConcurrentExecutions: carriedOut('integer'),
    Role: carriedOut('string'),
    Runtime: carriedOut('string'),
    Tags: carriedOut(TAG_LIST),
    Timeout: carriedOut('integer'),
    TracingConfig: kept({ Mode: 'string' }),
    ...notCarriedOut(
      'FunctionScalingConfig',
      'KmsKeyArn',
      'PublishToLatestPublished',
      'RecursiveLoop',
      'RuntimeManagementConfig',
    ),
    ...refused(
      'CapacityProviderConfig',
      'CodeSigningConfigArn',
      'DeadLetterConfig',
      'DurableConfig',
      'FileSystemConfigs',
      'ImageConfig',
      'Layers',
      'SnapStart',
      'TenancyConfig',
      'VpcConfig',
    ),
  },
  required: ['Code', 'Role'],
  attributes: ['Arn'],
  name: { property: 'FunctionName', max: 64 },
  refused: ({ Runtime }) => missingRuntime(Runtime),
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const FunctionName = text(properties, 'FunctionName')
    const input = {
      ...configuration(properties, hands),
      ...pick(properties, ['PackageType', 'Architectures']),
      Code: await codeOf(properties),
      ...(properties.Tags !== undefined && { Tags: tagMap(properties.Tags) }),
    }
    const made = await hands.make('lambda', 'CreateFunction', input, () => ({
      physicalId: FunctionName,
      attributes: { Arn: functionArn(hands, FunctionName) },
    }))
    await reserve(properties, {}, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const FunctionName = physicalId
    // The configuration first, as CloudFormation does: new code may need the new handler.
    // Unverified: the order of the two calls on AWS.
    if (!same(configuration(properties, hands), configuration(previous, hands)))
      await hands.call(
        'lambda',
        'UpdateFunctionConfiguration',
        withDefaults(configuration(properties, hands), previous),
      )
    if (!same(properties.Code, previous.Code) || !same(properties.Architectures, previous.Architectures))
      await hands.call('lambda', 'UpdateFunctionCode', {
        FunctionName,
        ...(await codeOf(properties)),
        Architectures: properties.Architectures ?? ['x86_64'],
      })
    await reserve(properties, previous, hands)
    const Resource = functionArn(hands, FunctionName)
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('lambda', 'UntagResource', { Resource, TagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('lambda', 'TagResource', { Resource, Tags: tagMap(properties.Tags) })
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('lambda', 'DeleteFunction', { FunctionName: physicalId })
  },
}

const SETTINGS = [
  'FunctionName',
  'Description',
  'Handler',
  'Runtime',
  'Role',
  'MemorySize',
  'Timeout',
  'EphemeralStorage',
  'TracingConfig',
  'LoggingConfig',
]

/** The members that creation and update share; URLs of local APIs lead to this machine. */
const configuration = (properties: Properties, hands: Hands): Readonly<Record<string, Value>> => {
  const variables = Object.entries(structure(structure(properties.Environment).Variables))
  const Variables = Object.fromEntries(
    variables.map(([name, value]) => [name, localUrl(String(value), hands, hands.endpoint)]),
  )
  return {
    ...pick(properties, SETTINGS),
    ...(properties.Environment !== undefined && { Environment: { Variables } }),
  }
}

/** A property that the template no longer has goes back to Lambda's default. */
const withDefaults = (next: Readonly<Record<string, Value>>, previous: Properties): Readonly<Record<string, Value>> => {
  const defaults: Readonly<Record<string, Value>> = {
    Description: '',
    Environment: { Variables: {} },
    MemorySize: 128,
    Timeout: 3,
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${text(previous, 'FunctionName')}` },
  }
  const gone = Object.entries(defaults).filter(([name]) => previous[name] !== undefined && next[name] === undefined)
  return { ...Object.fromEntries(gone), ...next }
}

const codeOf = async (properties: Properties): Promise<Readonly<Record<string, unknown>>> => {
  const code = structure(properties.Code)
  const inline = optionalText(code, 'ZipFile')
  if (inline !== undefined) return { ZipFile: await inlineCode(inline, optionalText(properties, 'Runtime') ?? '') }
  return pick(code, ['S3Bucket', 'S3Key', 'S3ObjectVersion'])
}

const reserve = async (next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  const wanted = next.ReservedConcurrentExecutions
  if (same(wanted, previous.ReservedConcurrentExecutions)) return
  const FunctionName = text(next, 'FunctionName')
  if (wanted === undefined) await hands.call('lambda', 'DeleteFunctionConcurrency', { FunctionName })
  else await hands.call('lambda', 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: wanted })
}
