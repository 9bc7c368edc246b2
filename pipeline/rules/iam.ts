// Roles are trusted by the service that uses them, and policies grant nothing wholesale.
import { type Json, json, list, referenced, rendered, resourcesOf, type Template, text } from '../template.ts'
import { quoted, repeated } from './pipeline.ts'

type TemplateRule = (template: Template) => string[]

/** Who hands which role to which service. */
function roleUses(template: Template): { user: string; role: unknown; service: string }[] {
  const uses = (type: string, service: string, role: (properties: Json) => unknown[]) =>
    resourcesOf(template, type).flatMap(({ id, properties }) =>
      role(properties).map(value => ({ user: `${type} '${id}'`, role: value, service })),
    )
  return [
    ...uses('AWS::CodePipeline::Pipeline', 'codepipeline.amazonaws.com', ({ RoleArn }) => [RoleArn]),
    ...uses('AWS::CodePipeline::Pipeline', 'cloudformation.amazonaws.com', deploymentRoles),
    ...uses('AWS::CodeBuild::Project', 'codebuild.amazonaws.com', ({ ServiceRole }) => [ServiceRole]),
    ...uses('AWS::Lambda::Function', 'lambda.amazonaws.com', ({ Role }) => [Role]),
    ...uses('AWS::ApiGateway::Account', 'apigateway.amazonaws.com', ({ CloudWatchRoleArn }) => [CloudWatchRoleArn]),
    ...uses('AWS::Events::Rule', 'events.amazonaws.com', ({ Targets }) =>
      list(Targets).flatMap(target => json(target).RoleArn ?? []),
    ),
  ]
}

const deploymentRoles = ({ Stages }: Json) =>
  list(Stages)
    .flatMap(stage => list(json(stage).Actions))
    .flatMap(action => json(json(action).Configuration).RoleArn ?? [])

const trusted: TemplateRule = template =>
  roleUses(template).flatMap(({ user, role, service }) => {
    const id = referenced(role)
    if (id === undefined) return []
    const found = template.Resources[id]
    if (found?.Type !== 'AWS::IAM::Role')
      return [`${user} takes '${id}' as its role, which is no AWS::IAM::Role of this template`]
    const services = statements(json(found.Properties).AssumeRolePolicyDocument)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Principal }) => list(json(Principal).Service).map(name => rendered(name) ?? ''))
    if (services.includes(service)) return []
    return [`${user} runs as '${id}', which trusts ${quoted(services)}; it should trust '${service}'`]
  })

/** Every policy document of the template that grants something to an identity. */
function identityPolicies(template: Template): { owner: string; limit: number; documents: unknown[] }[] {
  return [
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    ...resourcesOf(template, 'AWS::IAM::Role').map(({ id, properties }) => ({
      owner: id,
      limit: 10_240,
      documents: list(properties.Policies).map(policy => json(policy).PolicyDocument),
    })),
    ...resourcesOf(template, 'AWS::IAM::ManagedPolicy').map(({ id, properties }) => ({
      owner: id,
      limit: 6_144,
      documents: [properties.PolicyDocument],
    })),
  ]
}

const statements = (document: unknown): Json[] => list(json(document).Statement).map(json)

// Actions that know no resources: on a named one they grant nothing. https://docs.aws.amazon.com/service-authorization/latest/reference/
export const withoutResources: readonly string[] = [
  'cloudformation:ValidateTemplate',
  'codepipeline:ListPipelines',
  'codepipeline:PutJobFailureResult',
  'codepipeline:PutJobSuccessResult',
  'lambda:ListFunctions',
  'logs:DescribeIndexPolicies',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]

const nothingWholesale: TemplateRule = template =>
  identityPolicies(template).flatMap(({ owner, documents }) =>
    documents.flatMap(statements).flatMap(statement => {
      const label = `statement '${text(statement.Sid) ?? '(without Sid)'}' of '${owner}'`
      const actions = list(statement.Action).map(action => rendered(action) ?? '')
      const everywhere = list(statement.Resource).includes('*')
      const wide = actions.filter(action => action.includes('*'))
      return [
        ...(statement.Sid ? [] : [`a statement of '${owner}' has no Sid; name what it is for`]),
        ...(statement.NotAction === undefined && statement.NotResource === undefined
          ? []
          : [`${label} uses NotAction or NotResource; list what is meant`]),
        ...(statement.Effect === 'Allow' ? wide : []).map(
          action => `${label} allows '${action}'; list the actions that are needed`,
        ),
        ...(everywhere ? actions.filter(action => !withoutResources.includes(action)) : []).map(
          action => `${label} allows '${action}' on '*'; name the resources`,
        ),
        ...(everywhere ? [] : actions.filter(action => withoutResources.includes(action))).map(
          action => `${label} allows '${action}' on named resources, which it does not know; write '*'`,
        ),
        ...(actions.includes('iam:PassRole') && !passedTo(statement)
          ? [`${label} passes roles to any service; add the condition iam:PassedToService`]
          : []),
      ]
    }),
  )

const passedTo = ({ Condition }: Json) =>
  Object.values(json(Condition)).some(keys => 'iam:PassedToService' in json(keys))

const uniqueSids: TemplateRule = template =>
  identityPolicies(template).flatMap(({ owner, documents }) =>
    repeated(documents.flatMap(statements).flatMap(({ Sid }) => text(Sid) ?? [])).map(
      sid => `'${owner}' has two statements with the Sid '${sid}'; rename one`,
    ),
  )

const withinQuota: TemplateRule = template =>
  identityPolicies(template).flatMap(({ owner, limit, documents }) => {
    const size = documents
      .map(document => JSON.stringify(flat(document)).length)
      .reduce((sum, length) => sum + length, 0)
    return size <= limit
      ? []
      : [`the policies of '${owner}' have about ${size} characters, IAM takes ${limit}; split or shorten them`]
  })

/** The document with its intrinsics replaced by text of a usual length. */
function flat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flat)
  const asText = rendered(value)
  if (asText !== undefined) return asText
  return Object.fromEntries(Object.entries(json(value)).map(([key, inner]) => [key, flat(inner)]))
}

export const iamRules: readonly TemplateRule[] = [trusted, nothingWholesale, uniqueSids, withinQuota]
