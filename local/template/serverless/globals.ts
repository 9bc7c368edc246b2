// Merges the section Globals into the serverless resources.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html

import { isList, isMap, type ResourceDeclaration, type Template, type Value, type ValueMap } from '../template.ts'
import { isIntrinsic } from './intrinsics.ts'
import { ResourceProblem } from './problem.ts'

const SUPPORTED: Readonly<Record<string, readonly string[]>> = {
  Function:
    `Handler Runtime CodeUri DeadLetterQueue Description MemorySize Timeout VpcConfig Environment Tags PropagateTags Tracing KmsKeyArn
    AutoPublishAlias AutoPublishAliasAllProperties Layers DeploymentPreference RolePath PermissionsBoundary ReservedConcurrentExecutions
    ProvisionedConcurrencyConfig AssumeRolePolicyDocument EventInvokeConfig FileSystemConfigs CodeSigningConfigArn Architectures SnapStart
    EphemeralStorage FunctionUrlConfig RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn TenancyConfig DurableConfig
    CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished VersionDeletionPolicy`.split(/\s+/),
  Api: `Auth Name DefinitionUri CacheClusterEnabled CacheClusterSize MergeDefinitions Variables EndpointConfiguration MethodSettings
    BinaryMediaTypes MinimumCompressionSize Cors GatewayResponses AccessLogSetting CanarySetting TracingEnabled OpenApiVersion Domain
    AlwaysDeploy PropagateTags SecurityPolicy EndpointAccessMode`.split(/\s+/),
  HttpApi:
    `Auth AccessLogSettings StageVariables Tags CorsConfiguration DefaultRouteSettings Domain RouteSettings FailOnWarnings
    PropagateTags`.split(/\s+/),
  SimpleTable: ['SSESpecification'],
}

/** Sections of kinds of resources that the local cloud refuses anyway. */
const OTHERS = ['StateMachine', 'LayerVersion', 'CapacityProvider', 'WebSocketApi']

export const globalsProblems = (globals: ValueMap | undefined): readonly string[] =>
  Object.entries(globals ?? {}).flatMap(([section, properties]) => {
    const supported = SUPPORTED[section]
    const names = [...Object.keys(SUPPORTED), ...OTHERS].sort()
    if (!supported)
      return OTHERS.includes(section)
        ? []
        : [
            `'Globals' section is invalid. '${section}' is not supported. Must be one of the following values - [${list(names)}]`,
          ]
    if (!isMap(properties)) return ["'Globals' section is invalid. Value of ${section} must be a dictionary"]
    return Object.keys(properties)
      .filter(property => !supported.includes(property))
      .map(
        property =>
          `'Globals' section is invalid. '${property}' is not a supported property of '${section}'. Must be one of the following values - [${list(supported)}]`,
      )
  })

const list = (names: readonly string[]): string => names.map(name => `'${name}'`).join(', ')

/** The properties of a serverless resource with those of Globals under them. */
export const withGlobals = (
  template: Template,
  logicalId: string,
  resource: ResourceDeclaration & { readonly IgnoreGlobals?: Value },
): ValueMap => {
  const own = resource.Properties ?? {}
  const section = template.Globals?.[resource.Type.replace('AWS::Serverless::', '')]
  if (!isMap(section)) return own
  const { IgnoreGlobals: ignored } = resource
  if (ignored === '*') return own
  const names = isList(ignored) ? ignored.map(String) : []
  const missing = names.find(name => section[name] === undefined)
  if (missing !== undefined)
    throw new ResourceProblem(
      logicalId,
      `Resource ${logicalId} has invalid resource attribute 'IgnoreGlobals' on item '${missing}'.`,
    )
  const applied = Object.fromEntries(Object.entries(section).filter(([name]) => !names.includes(name)))
  return mergedMaps(applied, own)
}

const mergedMaps = (global: ValueMap, local: ValueMap): ValueMap => {
  const merged: Record<string, Value> = { ...global }
  for (const [key, value] of Object.entries(local)) {
    const under = merged[key]
    merged[key] = under === undefined ? value : mergedValues(under, value)
  }
  return merged
}

const mergedValues = (global: Value, local: Value): Value => {
  if (isList(global) && isList(local)) return [...global, ...local]
  if (isMap(global) && isMap(local) && !isIntrinsic(global) && !isIntrinsic(local)) return mergedMaps(global, local)
  return local
}
