// What invokes a function besides APIs: schedules, event rules and topics. Other kinds are refused by name.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html

import { isMap, type ResourceDeclaration, type Value, type ValueMap } from '../template.ts'
import { getAtt, ref } from './intrinsics.ts'
import { hashedLogicalId } from './logical-id.ts'
import { eventProblem, notCarriedOut } from './problem.ts'
import { type Made, made, passedOn } from './resource.ts'

/** The function, or its alias when it has one: all events go there. */
export interface EventTarget {
  readonly functionId: string
  readonly aliasId: string | undefined
  readonly condition: string | undefined
  /** What an event source names as its target. */
  readonly arn: Value
  permission(permission: Permission): Made
}

interface Permission {
  readonly id: string
  readonly principal: string
  readonly sourceArn: Value
  /** For example the stage. */
  readonly suffix?: string
}

export const eventTarget = (
  functionId: string,
  declaration: ResourceDeclaration,
  aliasId: string | undefined,
): EventTarget => ({
  functionId,
  aliasId,
  condition: declaration.Condition,
  arn: aliasId === undefined ? getAtt(functionId, 'Arn') : ref(aliasId),
  permission: ({ id, principal, sourceArn, suffix = '' }) => {
    const prefix = `${functionId}${id}Permission`
    const logicalId = /^[\p{L}\p{N}]+$/u.test(suffix) ? prefix + suffix : hashedLogicalId(prefix, suffix)
    return made(logicalId, 'AWS::Lambda::Permission', passedOn(declaration), {
      Action: 'lambda:InvokeFunction',
      FunctionName: ref(aliasId ?? functionId),
      Principal: principal,
      SourceArn: sourceArn,
    })
  },
})

export const otherEvent = (
  eventId: string,
  event: Value,
  target: EventTarget,
  declaration: ResourceDeclaration,
): readonly Made[] => {
  if (!isMap(event) || typeof event.Type !== 'string')
    throw eventProblem(target.functionId, eventId, 'Resource dict has missing or invalid value for key Type.')
  // What is wrong with it was found when the APIs were collected.
  if (event.Type === 'Api' || event.Type === 'HttpApi') return []
  const kind = KINDS[event.Type]
  if (!kind) throw notCarriedOut(target.functionId, `Event '${eventId}' of type '${event.Type}'`)
  const properties = event.Properties ?? {}
  if (!isMap(properties)) throw eventProblem(target.functionId, eventId, 'Properties of a resource must be an object.')
  for (const name of Object.keys(properties)) {
    if (kind.refused?.includes(name)) throw notCarriedOut(target.functionId, `Property '${name}' of event '${eventId}'`)
    if (!kind.properties.includes(name))
      throw eventProblem(target.functionId, eventId, `property ${name} not defined for resource of type ${event.Type}`)
  }
  for (const name of kind.required)
    if (properties[name] === undefined)
      throw eventProblem(target.functionId, eventId, `Missing required property '${name}'.`)
  return kind.make({ eventId, properties, target, attributes: passedOn(declaration) })
}

interface Source {
  readonly eventId: string
  readonly properties: ValueMap
  readonly target: EventTarget
  readonly attributes: ReturnType<typeof passedOn>
}

interface Kind {
  readonly properties: readonly string[]
  readonly required: readonly string[]
  readonly refused?: readonly string[]
  make(source: Source): readonly Made[]
}

const schedule = ({ eventId, properties, target, attributes }: Source): readonly Made[] => {
  const ruleId = target.functionId + eventId
  const rule = made(ruleId, 'AWS::Events::Rule', attributes, {
    ScheduleExpression: properties.Schedule,
    State: ruleState(target, eventId, properties),
    Name: properties.Name,
    Description: properties.Description,
    Targets: [ruleTarget(ruleId, eventId, properties, target)],
  })
  return [rule, target.permission({ id: eventId, principal: 'events.amazonaws.com', sourceArn: getAtt(ruleId, 'Arn') })]
}

const eventRule = ({ eventId, properties, target, attributes }: Source): readonly Made[] => {
  const ruleId = target.functionId + eventId
  const rule = made(ruleId, 'AWS::Events::Rule', attributes, {
    EventBusName: properties.EventBusName,
    EventPattern: properties.Pattern,
    Name: properties.RuleName,
    State: ruleState(target, eventId, properties),
    Targets: [ruleTarget(ruleId, eventId, properties, target)],
  })
  return [rule, target.permission({ id: eventId, principal: 'events.amazonaws.com', sourceArn: getAtt(ruleId, 'Arn') })]
}

const ruleState = ({ functionId }: EventTarget, eventId: string, { State, Enabled }: ValueMap): Value | undefined => {
  if (State && Enabled !== undefined)
    throw eventProblem(functionId, eventId, 'State and Enabled Properties cannot both be specified.')
  if (Enabled !== undefined) return Enabled ? 'ENABLED' : 'DISABLED'
  return State || undefined
}

const ruleTarget = (ruleId: string, eventId: string, properties: ValueMap, target: EventTarget): ValueMap => {
  const { Target, DeadLetterConfig, Input, InputPath, InputTransformer, RetryPolicy } = properties
  if (DeadLetterConfig !== undefined && !(isMap(DeadLetterConfig) && DeadLetterConfig.Arn !== undefined))
    throw notCarriedOut(target.functionId, `DeadLetterConfig without Arn of event '${eventId}'`)
  const suffix = 'LambdaTarget'
  const Id = isMap(Target) && Target.Id !== undefined ? Target.Id : `${ruleId.slice(0, 64 - suffix.length)}${suffix}`
  return {
    Arn: target.arn,
    Id,
    ...(Input !== undefined && { Input }),
    ...(InputPath !== undefined && { InputPath }),
    ...(isMap(DeadLetterConfig) &&
      DeadLetterConfig.Arn !== undefined && { DeadLetterConfig: { Arn: DeadLetterConfig.Arn } }),
    ...(RetryPolicy !== undefined && { RetryPolicy }),
    ...(InputTransformer !== undefined && { InputTransformer }),
  }
}

const topic = ({ eventId, properties, target, attributes }: Source): readonly Made[] => {
  const { Topic = '', Region, FilterPolicy, FilterPolicyScope, RedrivePolicy } = properties
  const subscription = made(target.functionId + eventId, 'AWS::SNS::Subscription', attributes, {
    Protocol: 'lambda',
    Endpoint: target.arn,
    TopicArn: Topic,
    Region,
    FilterPolicy,
    FilterPolicyScope,
    RedrivePolicy,
  })
  return [target.permission({ id: eventId, principal: 'sns.amazonaws.com', sourceArn: Topic }), subscription]
}

const RULE_PROPERTIES =
  'EventBusName RuleName Pattern DeadLetterConfig RetryPolicy Input InputPath Target Enabled State InputTransformer'.split(
    ' ',
  )

const KINDS: Readonly<Record<string, Kind>> = {
  Schedule: {
    properties: 'Schedule RuleName Input Enabled State Name Description DeadLetterConfig RetryPolicy'.split(' '),
    required: ['Schedule'],
    make: schedule,
  },
  CloudWatchEvent: { properties: RULE_PROPERTIES, required: [], make: eventRule },
  EventBridgeRule: { properties: RULE_PROPERTIES, required: [], make: eventRule },
  SNS: {
    properties: 'Topic Region FilterPolicy FilterPolicyScope RedrivePolicy'.split(' '),
    required: ['Topic'],
    refused: ['SqsSubscription'],
    make: topic,
  },
}
