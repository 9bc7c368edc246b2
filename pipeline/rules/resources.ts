// What other resources must be for a pipeline to work, and for an account to need nothing but the template.
import { isJson, json, list, referenced, rendered, resourcesOf, type Template, text } from '../template.ts'
import { quoted } from './pipeline.ts'

type TemplateRule = (template: Template) => string[]

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html: a pipeline is started with a role, and without one the event is lost silently
const targetRole: TemplateRule = template =>
  resourcesOf(template, 'AWS::Events::Rule').flatMap(({ id, properties }) =>
    list(properties.Targets)
      .map(json)
      .filter(({ Arn, RoleArn }) => rendered(Arn)?.includes(':codepipeline:') && RoleArn === undefined)
      .map(
        ({ Id }) =>
          `target '${text(Id)}' of rule '${id}' starts a pipeline and has no RoleArn; its events would be lost`,
      ),
  )

// https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html
const environments = [
  'LINUX_CONTAINER',
  'LINUX_GPU_CONTAINER',
  'ARM_CONTAINER',
  'LINUX_LAMBDA_CONTAINER',
  'ARM_LAMBDA_CONTAINER',
]
const computeTypes = [
  'BUILD_GENERAL1_SMALL',
  'BUILD_GENERAL1_MEDIUM',
  'BUILD_GENERAL1_LARGE',
  'BUILD_GENERAL1_XLARGE',
  'BUILD_GENERAL1_2XLARGE',
]

const buildEnvironment: TemplateRule = template =>
  resourcesOf(template, 'AWS::CodeBuild::Project').flatMap(({ id, properties }) => {
    const { Type, ComputeType, PrivilegedMode } = json(properties.Environment)
    return [
      ...unknownValue(`project '${id}'`, 'environment type', Type, environments),
      ...unknownValue(`project '${id}'`, 'compute type', ComputeType, computeTypes),
      ...unknownValue(`project '${id}'`, 'source type', json(properties.Source).Type, ['CODEPIPELINE']),
      ...unknownValue(`project '${id}'`, 'artifacts type', json(properties.Artifacts).Type, ['CODEPIPELINE']),
      ...(PrivilegedMode === true
        ? [`project '${id}' is privileged; remove PrivilegedMode, nothing here builds containers`]
        : []),
    ]
  })

const unknownValue = (label: string, what: string, value: unknown, expected: readonly string[]) =>
  expected.includes(String(value))
    ? []
    : [`${label} has the ${what} '${String(value)}', expected one of ${quoted(expected)}`]

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
const inlineCode: TemplateRule = template =>
  resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ id, properties }) => {
    const { ZipFile } = json(properties.Code)
    const handler = text(properties.Handler)
    return [
      ...(ZipFile === undefined
        ? [`function '${id}' has code outside the template; inline it, the template must need no assets`]
        : []),
      ...(handler?.startsWith('index.')
        ? []
        : [
            `function '${id}' has the handler '${handler}'; inline code is the file index.js, so it starts with 'index.'`,
          ]),
    ]
  })

const noBootstrap: TemplateRule = template =>
  [
    ...Object.keys(template.Parameters ?? {}),
    ...Object.keys(template.Rules ?? {}),
    ...typesOf(template, 'AWS::CDK::Metadata'),
  ].map(name => `the template has '${name}'; it must need neither parameters nor a bootstrapped account`)

const typesOf = (template: Template, type: string) => resourcesOf(template, type).map(({ id }) => id)

const references: TemplateRule = template => [
  ...new Set(
    mentioned(template)
      .filter(id => !id.startsWith('AWS::') && !(id in template.Resources))
      .map(id => `the template refers to '${id}', which is none of its resources`),
  ),
]

/** Every logical ID or pseudo parameter that Ref, Fn::GetAtt and Fn::Sub name. */
export function mentioned(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mentioned)
  if (!isJson(value)) return []
  const sub = text(value['Fn::Sub']) ?? ''
  const own = [referenced(value) ?? [], [...sub.matchAll(/\$\{([^!.}]+)[^}]*\}/g)].map(([, name = '']) => name)].flat()
  return [...own, ...Object.values(value).flatMap(mentioned)]
}

// What a token inside a token turns into: valid JSON that CloudFormation refuses.
const substitutions: TemplateRule = template =>
  substituted(template)
    .filter(value => text(value) === undefined && !Array.isArray(value))
    .map(value => `Fn::Sub takes a string or a list, got ${JSON.stringify(value)}`)

const substituted = (value: unknown): unknown[] => [
  ...(isJson(value) && 'Fn::Sub' in value ? [value['Fn::Sub']] : []),
  ...(isJson(value) || Array.isArray(value) ? Object.values(value).flatMap(substituted) : []),
]

export const resourceRules: readonly TemplateRule[] = [
  targetRole,
  buildEnvironment,
  inlineCode,
  noBootstrap,
  references,
  substitutions,
]
