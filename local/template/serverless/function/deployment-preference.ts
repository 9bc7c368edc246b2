// DeploymentPreference: CodeDeploy shifts the traffic of a function's alias.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html

import { isList, isMap, type Value, type ValueMap } from '../../template.ts'
import { getAtt, ifItems, isIntrinsic, isNoValue, ref, resolveParameters, sub } from '../intrinsics.ts'
import { ResourceProblem } from '../problem.ts'
import { type Context, type Made, made, mapProperty, type ServerlessResource, tagList } from '../resource.ts'
import { trust } from './function-role.ts'
import { awsPolicy } from './managed-policies.ts'

const APPLICATION = 'ServerlessDeploymentApplication'
const SERVICE_ROLE = 'CodeDeployServiceRole'

export interface Preference {
  readonly functionId: string
  readonly type: Value
  readonly hooks: ValueMap
  readonly alarms: Value | undefined
  readonly role: Value | undefined
  readonly triggers: Value | undefined
  readonly condition: string | undefined
  readonly tags: ValueMap | undefined
}

/** Undefined when the function has none or it is not enabled. */
export const preferenceOf = (resource: ServerlessResource, context: Context): Preference | undefined => {
  const given = mapProperty(resource, 'DeploymentPreference')
  if (!given) return undefined
  const { logicalId, declaration, properties } = resource
  const resolved = (value: Value): Value => inMappings(resolveParameters(value, context.parameters), context)
  const enabled = given.Enabled === undefined ? true : resolved(given.Enabled)
  if (!enabled || enabled === 'false' || enabled === 'False') return undefined
  if (given.Type === undefined)
    throw new ResourceProblem(logicalId, "'DeploymentPreference' is missing required Property 'Type'")
  const { Hooks = {}, Alarms, Role, TriggerConfigurations, PassthroughCondition = false } = given
  if (!isMap(Hooks))
    throw new ResourceProblem(logicalId, "'Hooks' property of 'DeploymentPreference' must be a dictionary")
  if (!properties.AutoPublishAlias)
    throw new ResourceProblem(logicalId, "'DeploymentPreference' requires AutoPublishAlias property to be specified.")
  const passes = resolved(PassthroughCondition)
  const tags = mapProperty(resource, 'Tags')
  return {
    functionId: logicalId,
    type: resolved(given.Type),
    hooks: Hooks,
    alarms: Alarms,
    role: Role,
    triggers: TriggerConfigurations,
    condition: passes === true || passes === 'true' || passes === 'True' ? declaration.Condition : undefined,
    tags: properties.PropagateTags === true ? tags : undefined,
  }
}

/** Fn::FindInMap with keys that are known. */
const inMappings = (value: Value, { template }: Context): Value => {
  const keys = isMap(value) ? value['Fn::FindInMap'] : undefined
  if (!isList(keys)) return value
  const [map, top, second] = keys.map(String)
  return template.Mappings[map ?? '']?.[top ?? '']?.[second ?? ''] ?? value
}

export const updatePolicy = ({ functionId, hooks }: Preference): ValueMap => ({
  CodeDeployLambdaAliasUpdate: {
    ApplicationName: ref(APPLICATION),
    DeploymentGroupName: ref(`${functionId}DeploymentGroup`),
    ...(hooks.PreTraffic ? { BeforeAllowTrafficHook: hooks.PreTraffic } : {}),
    ...(hooks.PostTraffic ? { AfterAllowTrafficHook: hooks.PostTraffic } : {}),
  },
})

/** The application, its role unless every function names its own, and a deployment group for each function. */
export const deployments = (
  preferences: readonly Preference[],
): { readonly made: readonly Made[]; readonly conditions: ValueMap } => {
  if (preferences.length === 0) return { made: [], conditions: {} }
  const names = [
    ...new Set(preferences.flatMap(({ condition }) => (condition === undefined ? [] : [condition]))),
  ].sort()
  const conditioned = preferences.every(({ condition }) => condition !== undefined)
  const shared = names.length > 1 ? 'ServerlessCodeDeployCondition' : names[0]
  const attributes = conditioned && shared !== undefined ? { Condition: shared } : {}
  const tags = Object.assign({}, ...preferences.map(preference => preference.tags ?? {}))
  const Tags = Object.keys(tags).length > 0 ? tagList(tags) : undefined
  const application = made(APPLICATION, 'AWS::CodeDeploy::Application', attributes, { ComputePlatform: 'Lambda', Tags })
  const role = made(SERVICE_ROLE, 'AWS::IAM::Role', attributes, {
    AssumeRolePolicyDocument: trust('codedeploy.amazonaws.com'),
    ManagedPolicyArns: [awsPolicy('service-role/AWSCodeDeployRoleForLambda')],
    Tags,
  })
  const everyRoleGiven = preferences.every(preference => preference.role)
  return {
    made: [application, ...(everyRoleGiven ? [] : [role]), ...preferences.map(deploymentGroup)],
    conditions:
      conditioned && names.length > 1
        ? { ServerlessCodeDeployCondition: { 'Fn::Or': names.map(Condition => ({ Condition })) } }
        : {},
  }
}

const deploymentGroup = ({ functionId, type, alarms, role, triggers, condition, tags }: Preference): Made =>
  made(
    `${functionId}DeploymentGroup`,
    'AWS::CodeDeploy::DeploymentGroup',
    condition === undefined ? {} : { Condition: condition },
    {
      AlarmConfiguration: alarmConfiguration(functionId, alarms),
      ApplicationName: ref(APPLICATION),
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      DeploymentConfigName: configName(type),
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ServiceRoleArn: role || getAtt(SERVICE_ROLE, 'Arn'),
      TriggerConfigurations: triggers || undefined,
      Tags: tags && Object.keys(tags).length > 0 ? tagList(tags) : undefined,
    },
  )

const alarmConfiguration = (functionId: string, alarms: Value | undefined): Value | undefined => {
  if (!alarms || isNoValue(alarms)) return undefined
  const items = ifItems(alarms)
  if (items) return { 'Fn::If': [items[0], alarmList(functionId, items[1]), alarmList(functionId, items[2])] }
  return alarmList(functionId, alarms)
}

const alarmList = (functionId: string, alarms: Value): Value => {
  if (!isList(alarms)) throw new ResourceProblem(functionId, 'Alarms must be a list')
  if (alarms.length === 0 || isNoValue(alarms[0])) return {}
  return { Enabled: true, Alarms: alarms.map(Name => ({ Name })) }
}

const PREDEFINED = /^(Canary10Percent(5|10|15|30)Minutes|Linear10PercentEvery(1Minute|(2|3|10)Minutes)|AllAtOnce)$/

/** CodeDeploy's own configurations have a prefix; names of others stay. */
const configName = (value: Value, key?: string): Value => {
  if (isList(value)) return value.map(item => configName(item))
  if (isMap(value) && isIntrinsic(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, configName(item, name)]))
  if (typeof value !== 'string' || !PREDEFINED.test(value)) return value
  const named = ['CodeDeployDefault.Lambda${ConfigName}', { ConfigName: value }]
  return key === 'Fn::Sub' ? named : sub('CodeDeployDefault.Lambda${ConfigName}', { ConfigName: value })
}
