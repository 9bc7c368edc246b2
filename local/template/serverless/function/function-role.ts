// The execution role that a function gets when the template names none.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-policies

import { isList, isMap, type Value, type ValueMap } from '../../template.ts'
import { conditional, ifItems, isIntrinsic, isNoValue, type Parameters, resolveParameters } from '../intrinsics.ts'
import { ResourceProblem } from '../problem.ts'
import { type Made, made, mapProperty, passedOn, type ServerlessResource } from '../resource.ts'
import { awsPolicy, managedPolicyArn } from './managed-policies.ts'
import { policyOfTemplate } from './policy-templates.ts'

export const executionRole = (
  resource: ServerlessResource,
  parameters: Parameters,
  tags: readonly ValueMap[],
  destinationPolicies: readonly ValueMap[],
): Made => {
  const { logicalId, declaration, properties } = resource
  const roleId = `${logicalId}Role`
  const policies = policiesOf(resource).map((policy, index) => classified(logicalId, roleId, policy, index))
  const managed = [
    ...givenByFeatures(resource, parameters),
    ...policies.flatMap(({ arn }) => (arn === undefined ? [] : [arn])),
  ]
  const inline = [
    ...deadLetterPolicy(resource),
    ...destinationPolicies,
    ...policies.flatMap(({ inline }) => (inline === undefined ? [] : [inline])),
  ]
  return made(roleId, 'AWS::IAM::Role', passedOn(declaration), {
    AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument ?? trust('lambda.amazonaws.com'),
    ManagedPolicyArns: managed.filter((arn, index) => managed.findIndex(other => same(other, arn)) === index),
    Policies: inline.length > 0 ? inline : undefined,
    Path: properties.RolePath,
    PermissionsBoundary: properties.PermissionsBoundary,
    Tags: tags,
  })
}

export const trust = (service: string): ValueMap => ({
  Version: '2012-10-17',
  Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
})

const same = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b)

const policiesOf = ({ properties }: ServerlessResource): readonly Value[] => {
  const { Policies: policies } = properties
  if (policies === undefined || policies === null || policies === '') return []
  return isList(policies) ? policies : [policies]
}

const givenByFeatures = ({ properties }: ServerlessResource, parameters: Parameters): readonly string[] => [
  awsPolicy(
    `service-role/${properties.DurableConfig ? 'AWSLambdaBasicDurableExecutionRolePolicy' : 'AWSLambdaBasicExecutionRole'}`,
  ),
  ...(isTraced(properties.Tracing, parameters) ? [awsPolicy('AWSXrayWriteOnlyAccess')] : []),
  ...(properties.VpcConfig ? [awsPolicy('service-role/AWSLambdaVPCAccessExecutionRole')] : []),
]

export const isTraced = (tracing: Value | undefined, parameters: Parameters): boolean =>
  tracing !== undefined && tracing !== null && tracing !== '' && resolveParameters(tracing, parameters) !== 'Disabled'

interface Classified {
  readonly arn?: Value
  readonly inline?: ValueMap
}

const classified = (logicalId: string, roleId: string, policy: Value, index: number): Classified => {
  const named = (document: Value): ValueMap => ({ PolicyName: `${roleId}Policy${index}`, PolicyDocument: document })
  const items = ifItems(policy)
  if (items) return classifiedBranches(logicalId, items, index, named)
  const kind = kindOf(logicalId, policy)
  if (kind === 'managed') return { arn: typeof policy === 'string' ? managedPolicyArn(policy) : policy }
  if (kind === 'unknown')
    throw new ResourceProblem(logicalId, `Policy at index ${index} in the 'Policies' property is not valid`)
  return { inline: named(kind) }
}

/** 'managed', 'unknown', or the document of an inline policy or policy template. */
const kindOf = (logicalId: string, policy: Value): 'managed' | 'unknown' | ValueMap => {
  if (typeof policy === 'string' || isIntrinsic(policy)) return 'managed'
  if (isMap(policy) && policy.Statement !== undefined) return policy
  return policyOfTemplate(logicalId, policy) ?? 'unknown'
}

const classifiedBranches = (
  logicalId: string,
  [condition, whenTrue, whenFalse]: readonly [Value, Value, Value],
  index: number,
  named: (document: Value) => ValueMap,
): Classified => {
  const branch = (policy: Value): 'managed' | 'unknown' | 'none' | ValueMap =>
    isNoValue(policy) ? 'none' : kindOf(logicalId, policy)
  const kinds = [branch(whenTrue), branch(whenFalse)]
  if (kinds.includes('unknown'))
    throw new ResourceProblem(logicalId, `Policy at index ${index} in the 'Policies' property is not valid`)
  if (kinds.includes('managed') && kinds.some(kind => isMap(kind)))
    throw new ResourceProblem(
      logicalId,
      'Different policy types within the same Fn::If statement is unsupported. Separate different policy types into different Fn::If statements',
    )
  if (kinds.includes('managed') || kinds.every(kind => kind === 'none')) {
    const arn = (policy: Value): Value => (typeof policy === 'string' ? managedPolicyArn(policy) : policy)
    return { arn: conditional(condition, arn(whenTrue), arn(whenFalse)) }
  }
  const [first, second] = [whenTrue, whenFalse].map((policy, place) => {
    const kind = kinds[place]
    return isMap(kind) ? named(kind) : policy
  })
  return { inline: conditional(condition, first ?? null, second) }
}

const QUEUE_ACTIONS: Readonly<Record<string, string>> = { SQS: 'sqs:SendMessage', SNS: 'sns:Publish' }

const deadLetterPolicy = (resource: ServerlessResource): readonly ValueMap[] => {
  const queue = mapProperty(resource, 'DeadLetterQueue')
  if (!queue) return []
  const { Type, TargetArn } = queue
  if (!Type || !TargetArn)
    throw new ResourceProblem(
      resource.logicalId,
      "'DeadLetterQueue' requires Type and TargetArn properties to be specified.",
    )
  const action = QUEUE_ACTIONS[String(Type)]
  if (action === undefined)
    throw new ResourceProblem(resource.logicalId, "'DeadLetterQueue' requires Type of ['SQS', 'SNS']")
  const statement = { Action: action, Resource: TargetArn, Effect: 'Allow' }
  return [{ PolicyName: 'DeadLetterQueuePolicy', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }]
}
