// EventInvokeConfig: where the results of asynchronous invocations go, and what the role needs for it.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokeconfiguration.html

import { isMap, type Value, type ValueMap } from '../../template.ts'
import { getAtt, ifItems, type Parameters, ref, resolveParameters } from '../intrinsics.ts'
import { notCarriedOut, ResourceProblem } from '../problem.ts'
import { allAttributes, type Made, made, mapProperty, passedOn, type ServerlessResource } from '../resource.ts'

export interface Destinations {
  readonly made: readonly Made[]
  readonly policies: readonly ValueMap[]
}

export const eventInvokeConfig = (
  resource: ServerlessResource,
  parameters: Parameters,
  alias: { readonly name: string; readonly logicalId: string } | undefined,
): Destinations => {
  const given = mapProperty(resource, 'EventInvokeConfig')
  if (!given) return { made: [], policies: [] }
  const { logicalId, declaration } = resource
  const resolved = resolveParameters(given, parameters)
  const config = isMap(resolved) ? resolved : {}
  const configId = `${logicalId}EventInvokeConfig`
  const destinations = ['OnSuccess', 'OnFailure'].flatMap(event =>
    destinationOf(resource, configId, event, config.DestinationConfig),
  )
  const attributes = { ...(alias && { DependsOn: [alias.logicalId] }), ...allAttributes(declaration) }
  const own = made(configId, 'AWS::Lambda::EventInvokeConfig', attributes, {
    FunctionName: ref(logicalId),
    Qualifier: alias?.name ?? '$LATEST',
    DestinationConfig: Object.fromEntries(destinations.map(({ event, arn }) => [event, { Destination: arn }])),
    MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
    MaximumRetryAttempts: config.MaximumRetryAttempts,
  })
  return {
    made: [...destinations.flatMap(({ queue }) => (queue ? [queue] : [])), own],
    policies: destinations.map(({ policy }) => policy),
  }
}

interface Destination {
  readonly event: string
  readonly arn: Value
  readonly policy: ValueMap
  readonly queue?: Made
}

const destinationOf = (
  { logicalId, declaration }: ServerlessResource,
  configId: string,
  event: string,
  config: Value | undefined,
): readonly Destination[] => {
  const given = isMap(config) ? config[event] : undefined
  if (given === undefined || given === null) return []
  if (!isMap(given))
    throw new ResourceProblem(logicalId, `Property 'EventInvokeConfig.DestinationConfig.${event}' should be a map.`)
  const type = String(given.Type ?? 'None')
  const permission = PERMISSIONS[type]
  if (!permission)
    throw new ResourceProblem(
      logicalId,
      `'Type: ${type}' must be one of [${Object.keys(PERMISSIONS)
        .map(name => `'${name}'`)
        .join(', ')}]`,
    )
  const ownId = configId + event
  const { Destination: named } = given
  if (named !== undefined && ifItems(named))
    throw notCarriedOut(logicalId, `Fn::If in EventInvokeConfig.DestinationConfig.${event}.Destination`)
  if (named !== undefined && named !== null) return [{ event, arn: named, policy: permission(named, ownId) }]
  const queue = madeDestination(type, ownId, passedOn(declaration))
  if (!queue) throw new ResourceProblem(logicalId, "Destination is required if Type is not ['SQS', 'SNS']")
  const arn = type === 'SQS' ? getAtt(queue.logicalId, 'Arn') : ref(queue.logicalId)
  return [{ event, arn, queue, policy: permission(arn, ownId) }]
}

const madeDestination = (type: string, ownId: string, attributes: ReturnType<typeof passedOn>): Made | undefined => {
  if (type === 'SQS') return made(`${ownId}Queue`, 'AWS::SQS::Queue', attributes, {})
  return type === 'SNS' ? made(`${ownId}Topic`, 'AWS::SNS::Topic', attributes, {}) : undefined
}

const allow = (PolicyName: string, ...statements: readonly (readonly [string, Value])[]): ValueMap => ({
  PolicyName,
  PolicyDocument: { Statement: statements.map(([Action, Resource]) => ({ Action, Effect: 'Allow', Resource })) },
})

const PERMISSIONS: Readonly<Record<string, (arn: Value, id: string) => ValueMap>> = {
  SQS: (arn, id) => allow(`${id}SQSPolicy`, ['sqs:SendMessage', arn]),
  SNS: (arn, id) => allow(`${id}SNSPolicy`, ['sns:publish', arn]),
  EventBridge: (arn, id) => allow(`${id}EventBridgePolicy`, ['events:PutEvents', arn]),
  Lambda: (arn, id) => allow(`${id}LambdaPolicy`, ['lambda:InvokeFunction', arn]),
  S3Bucket: (arn, id) =>
    allow(`${id}S3Policy`, ['s3:PutObject', { 'Fn::Join': ['/', [arn, '*']] }], ['s3:ListBucket', arn]),
}
