// AWS::Serverless::Function.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html

import type { Value, ValueMap } from '../../template.ts'
import type { ApiEvent } from '../api/api.ts'
import { integrate } from '../api/api-events.ts'
import { eventTarget, otherEvent } from '../events.ts'
import { conditional, getAtt, ifItems, isNoValue, resolveInside, resolveParameters } from '../intrinsics.ts'
import { byCodePoint } from '../logical-id.ts'
import { ResourceProblem } from '../problem.ts'
import {
  allAttributes,
  type Context,
  checkProperties,
  defined,
  dependsOn,
  type Made,
  made,
  mapProperty,
  propagated,
  type ServerlessResource,
  s3Location,
  tagList,
} from '../resource.ts'
import { type Preference, preferenceOf, updatePolicy } from './deployment-preference.ts'
import { eventInvokeConfig } from './function-destinations.ts'
import { executionRole, isTraced } from './function-role.ts'
import { functionUrl } from './function-url.ts'
import { aliasName, codeSha256, describedWith, functionAlias, functionVersion } from './function-version.ts'

const PROPERTIES =
  `FunctionName Handler Runtime CodeUri PackageType InlineCode DeadLetterQueue Description MemorySize Timeout VpcConfig Role
  AssumeRolePolicyDocument Policies RolePath PermissionsBoundary Environment Events Tags PropagateTags Tracing KmsKeyArn DeploymentPreference
  ReservedConcurrentExecutions Layers EventInvokeConfig EphemeralStorage AutoPublishAlias AutoPublishCodeSha256 AutoPublishAliasAllProperties
  VersionDescription ProvisionedConcurrencyConfig FileSystemConfigs CodeSigningConfigArn Architectures SnapStart FunctionUrlConfig
  RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn VersionDeletionPolicy PublishToLatestPublished TenancyConfig
  DurableConfig`.split(/\s+/)

/** Differs from AWS: functions from container images and on capacity providers are refused. */
const REFUSED = ['ImageUri', 'ImageConfig', 'CapacityProviderConfig', 'FunctionScalingConfig']

export interface MadeOfFunction {
  readonly made: readonly Made[]
  readonly preference: Preference | undefined
  /** Added to the section Conditions. */
  readonly conditions: ValueMap
}

export const transformFunction = (
  resource: ServerlessResource,
  context: Context,
  apiEvents: readonly ApiEvent[],
): MadeOfFunction => {
  checkProperties(resource, PROPERTIES, REFUSED)
  const { logicalId, declaration, properties } = resource
  const { parameters } = context
  checkRequirements(resource)
  const tags = createdBySam(resource)
  const alias = aliasName(resource, parameters)
  const sha = alias === undefined ? undefined : codeSha256(resource, parameters)
  const own = functionProperties(resource, context, tags, sha)
  const published = alias === undefined ? own : { ...own, Code: resolveParameters(own.Code ?? null, parameters) }
  const preference = preferenceOf(resource, context)
  const version = alias === undefined ? undefined : functionVersion(resource, published, sha)
  const aliased =
    alias !== undefined && version
      ? functionAlias(resource, alias, version, preference && updatePolicy(preference))
      : undefined
  const aliasReference = alias !== undefined && aliased ? { name: alias, logicalId: aliased.logicalId } : undefined
  const destinations = eventInvokeConfig(resource, parameters, aliasReference)
  const role = executionRole(resource, parameters, tags, destinations.policies)
  const { value, conditions, role: keptRole } = roleOf(resource, role, context)
  const target = eventTarget(logicalId, declaration, aliased?.logicalId)
  const all: readonly Made[] = [
    made(
      logicalId,
      'AWS::Lambda::Function',
      { ...dependsOn(declaration), ...allAttributes(declaration) },
      { ...published, Role: value },
    ),
    ...(version ? [version] : []),
    ...(aliased ? [aliased] : []),
    ...functionUrl(resource, aliased?.logicalId),
    ...destinations.made,
    ...(keptRole ? [keptRole] : []),
    ...eventsOf(resource, apiEvents).flatMap(([eventId, event, apiEvent]) => {
      if (!apiEvent) return otherEvent(eventId, event, target, declaration)
      const permission = integrate(apiEvent, target)
      return permission ? [permission] : []
    }),
  ]
  return { made: propagated(all, mapProperty(resource, 'Tags'), properties.PropagateTags), preference, conditions }
}

const checkRequirements = ({ logicalId, properties }: ServerlessResource): void => {
  const { PackageType = 'Zip', Runtime, Handler, ProvisionedConcurrencyConfig, AutoPublishAlias } = properties
  if (PackageType !== 'Zip')
    throw new ResourceProblem(logicalId, 'PackageType Image is not carried out by the local cloud.')
  if (!Runtime || !Handler)
    throw new ResourceProblem(logicalId, 'Runtime and Handler needs to be present when PackageType is of type `Zip`')
  if (ProvisionedConcurrencyConfig && !AutoPublishAlias)
    throw new ResourceProblem(
      logicalId,
      'To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function',
    )
  if (properties.VersionDeletionPolicy && !AutoPublishAlias)
    throw new ResourceProblem(logicalId, "'VersionDeletionPolicy' requires 'AutoPublishAlias'.")
}

const createdBySam = (resource: ServerlessResource): readonly ValueMap[] => {
  const tags = mapProperty(resource, 'Tags')
  if (tags && 'lambda:createdBy' in tags)
    throw new ResourceProblem(
      resource.logicalId,
      'lambda:createdBy is a reserved Tag key name and cannot be set on your resource. Please change the tag key in the input.',
    )
  return [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...tagList(tags)]
}

/** Those that keep their name and value. */
const PASSED = `PackageType FunctionName Handler MemorySize Role Runtime Timeout VpcConfig Environment KmsKeyArn Layers
  ReservedConcurrentExecutions FileSystemConfigs CodeSigningConfigArn Architectures SnapStart EphemeralStorage RuntimeManagementConfig
  LoggingConfig RecursiveLoop PublishToLatestPublished TenancyConfig DurableConfig`.split(/\s+/)

const functionProperties = (
  resource: ServerlessResource,
  { parameters }: Context,
  tags: readonly ValueMap[],
  sha: string | undefined,
): ValueMap => {
  const { properties } = resource
  const { Tracing: tracing = null, Description } = properties
  const deadLetter = mapProperty(resource, 'DeadLetterQueue')
  return defined({
    ...Object.fromEntries(PASSED.map(name => [name, properties[name]])),
    Code: codeOf(resource),
    Description: sha === undefined ? Description : describedWith(Description, sha, parameters),
    Tags: tags,
    TracingConfig: isTraced(tracing, parameters) ? { Mode: resolveInside(tracing, parameters) } : undefined,
    DeadLetterConfig: deadLetter && { TargetArn: deadLetter.TargetArn ?? null },
  })
}

const codeOf = ({ logicalId, properties }: ServerlessResource): ValueMap => {
  const { InlineCode, CodeUri, SourceKMSKeyArn } = properties
  const key: ValueMap = SourceKMSKeyArn ? { SourceKMSKeyArn } : {}
  if (InlineCode !== undefined && InlineCode !== null) return { ZipFile: InlineCode, ...key }
  if (CodeUri === undefined || CodeUri === null)
    throw new ResourceProblem(logicalId, "Only one of 'InlineCode' or 'CodeUri' can be set.")
  const { Bucket = null, Key = null, Version } = s3Location(logicalId, 'CodeUri', CodeUri)
  return { S3Bucket: Bucket, S3Key: Key, ...(Version !== undefined && { S3ObjectVersion: Version }), ...key }
}

interface Role {
  readonly value: Value
  /** The role that the transform makes, when the template does not name one for every case. */
  readonly role: Made | undefined
  readonly conditions: ValueMap
}

const roleOf = ({ properties }: ServerlessResource, role: Made, { parameters }: Context): Role => {
  const { Role: given } = properties
  const own = getAtt(role.logicalId, 'Arn')
  if (given === undefined || given === null) return { value: own, role, conditions: {} }
  const items = ifItems(resolveParameters(given, parameters))
  if (!items) return { value: given, role: undefined, conditions: {} }
  const [condition, whenTrue, whenFalse] = items
  const under = (Condition: string): Made => ({ ...role, resource: { ...role.resource, Condition } })
  if (isNoValue(whenTrue) && isNoValue(whenFalse)) return { value: own, role, conditions: {} }
  if (isNoValue(whenTrue))
    return { value: conditional(condition, own, whenFalse), role: under(String(condition)), conditions: {} }
  if (!isNoValue(whenFalse)) return { value: given, role: undefined, conditions: {} }
  const otherwise = `NOT${String(condition)}`
  return {
    value: conditional(condition, whenTrue, own),
    role: under(otherwise),
    conditions: { [otherwise]: { 'Fn::Not': [{ Condition: condition }] } },
  }
}

/** Sorted by path, or by ID for those that have none. */
const eventsOf = (
  resource: ServerlessResource,
  apiEvents: readonly ApiEvent[],
): readonly (readonly [string, Value, ApiEvent | undefined])[] => {
  const events = Object.entries(mapProperty(resource, 'Events') ?? {})
  return events
    .map(([eventId, event]): readonly [string, Value, ApiEvent | undefined] => [
      eventId,
      event,
      apiEvents.find(apiEvent => apiEvent.eventId === eventId),
    ])
    .sort(([a, , first], [b, , second]) => byCodePoint(first?.path ?? a, second?.path ?? b))
}
