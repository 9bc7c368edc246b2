// A function behind an alias serves a version, and SAM publishes one only when its text in the template changes. What the deployment alone resolves
// has to stand in VersionDescription too: its change replaces the version, and the alias follows.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-autopublishaliasallproperties
// https://github.com/aws/serverless-application-model/issues/3820
import { isJson, type Json, json, list, text } from '../template.ts'

/** In the words of app-sam.yaml's author: what would be deployed and not served. */
export function servedProblems(template: Json): readonly string[] {
  const shared = json(json(template.Globals).Function)
  const parameters = Object.keys(json(template.Parameters)).filter(name => !settledParameters.has(name))
  return Object.entries(json(template.Resources)).flatMap(([id, resource]) => {
    const { Type, Properties } = json(resource)
    if (Type !== 'AWS::Serverless::Function') return []
    const properties = { ...shared, ...json(Properties) }
    return properties.AutoPublishAlias === undefined ? [] : functionProblems(id, properties, new Set(parameters))
  })
}

function functionProblems(id: string, properties: Json, parameters: ReadonlySet<string>): readonly string[] {
  const { AutoPublishAliasAllProperties: all, VersionDescription: description, ...rest } = properties
  if (String(all) !== 'true')
    return [
      `Resources.${id} has an AutoPublishAlias: a change of anything but its code would be deployed and not served; add AutoPublishAliasAllProperties: true`,
    ]
  const told = new Set(resolvedLater(description, parameters))
  return Object.entries(rest)
    .filter(([name]) => !notOfAVersion.has(name))
    .flatMap(([name, value]) =>
      [...new Set(resolvedLater(value, parameters))]
        .filter(what => !told.has(what))
        .map(
          what =>
            `Resources.${id}.Properties.${name} takes ${what}: a change there would be deployed and not served; put the same into its VersionDescription`,
        ),
    )
}

// What is made beside the function, or is not part of its versions.
const notOfAVersion = new Set([
  'AssumeRolePolicyDocument',
  'AutoPublishAlias',
  'AutoPublishCodeSha256',
  'DeploymentPreference',
  'EventInvokeConfig',
  'Events',
  'FunctionName',
  'FunctionUrlConfig',
  'PermissionsBoundary',
  'Policies',
  'ProvisionedConcurrencyConfig',
  'ReservedConcurrentExecutions',
  'RolePath',
  'Tags',
])

/** The parameters whose values never change within a stack: the pipeline sets them. */
export const settledParameters: ReadonlySet<string> = new Set([
  'AccessLogs',
  'PermissionsBoundary',
  'ServiceName',
  'Stage',
])

/** What in the value is looked up when it is deployed, and may be something else the next time although the text is the same. */
function resolvedLater(value: unknown, parameters: ReadonlySet<string>): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(item => resolvedLater(item, parameters))
  if (!isJson(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    ...lookups(name, inner, parameters),
    ...resolvedLater(inner, parameters),
  ])
}

function lookups(name: string, inner: unknown, parameters: ReadonlySet<string>): readonly string[] {
  const [first] = list(inner)
  switch (name) {
    case 'Fn::FindInMap':
      return [`a value of the mapping ${list(inner).map(written).join('.')}`]
    case 'Fn::If':
      return [`a value by the condition ${text(first)}`]
    case 'Ref':
      return parameter(text(inner) ?? '', parameters)
    case 'Fn::Sub':
      return [...(text(first) ?? '').matchAll(/\$\{([^!}.]+)\}/g)].flatMap(([, ref = '']) => parameter(ref, parameters))
    default:
      return []
  }
}

const written = (part: unknown): string => text(part) ?? JSON.stringify(part)
const parameter = (ref: string, parameters: ReadonlySet<string>): readonly string[] =>
  parameters.has(ref) ? [`the parameter ${ref}`] : []
