// Checks that a parsed value has the shape of a template, section by section, and makes it one.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html

import {
  isList,
  isMap,
  type OutputDeclaration,
  type ParameterDeclaration,
  type ResourceDeclaration,
  type RuleDeclaration,
  type Template,
  type TemplateProblem,
  type Value,
  type ValueMap,
} from './template.ts'

const SECTIONS =
  'AWSTemplateFormatVersion Description Metadata Parameters Rules Mappings Conditions Transform Globals Resources Outputs Hooks'.split(
    ' ',
  )
const RESOURCE_ATTRIBUTES =
  'Type Description Properties DependsOn Condition DeletionPolicy UpdateReplacePolicy UpdatePolicy CreationPolicy Metadata IgnoreGlobals Connectors'.split(
    ' ',
  )
const PARAMETER_MEMBERS =
  'Type Default NoEcho AllowedValues AllowedPattern ConstraintDescription Description MinLength MaxLength MinValue MaxValue'.split(
    ' ',
  )

type Report = (path: string, message: string) => void

export const templateOf = (
  value: Value,
): { readonly template: Template; readonly problems: readonly TemplateProblem[] } => {
  const problems: TemplateProblem[] = []
  const report: Report = (path, message) => problems.push({ path, message })
  if (!isMap(value)) report('', 'Template format error: unsupported structure.')
  const root = isMap(value) ? value : {}
  const unknown = Object.keys(root).filter(name => !SECTIONS.includes(name))
  if (unknown.length > 0)
    report(
      unknown[0] ?? '',
      `Invalid template property or properties [${unknown.join(', ')}]; the sections of a template are ${SECTIONS.join(', ')}`,
    )
  // Differs from AWS: the section Hooks (blue/green deployments of ECS) is refused.
  if (root.Hooks !== undefined) report('Hooks', 'The section Hooks is not carried out by the local cloud')
  const version = root.AWSTemplateFormatVersion
  if (version !== undefined && version !== '2010-09-09')
    report(
      'AWSTemplateFormatVersion',
      `Template format error: ${String(version)} is not a supported value for AWSTemplateFormatVersion.`,
    )
  const description = textMember(root, 'Description', 'Description', report)
  const globals = root.Globals
  const template: Template = {
    ...(version !== undefined && { AWSTemplateFormatVersion: '2010-09-09' }),
    ...(description !== undefined && { Description: description }),
    ...(isMap(root.Metadata) && { Metadata: root.Metadata }),
    Parameters: section(root, 'Parameters', report, parameterOf),
    Rules: section(root, 'Rules', report, ruleOf),
    Mappings: section(root, 'Mappings', report, mappingOf),
    Conditions: section(root, 'Conditions', report, condition => condition),
    Transform: transformsOf(root.Transform, report),
    ...(isMap(globals) && { Globals: globals }),
    Resources: section(root, 'Resources', report, resourceOf),
    Outputs: section(root, 'Outputs', report, outputOf),
  }
  for (const name of ['Conditions', 'Resources', 'Outputs'])
    for (const path of loops(root[name] ?? null, name))
      report(path, `${path.slice(path.indexOf('Fn::'))} in ${name}: Fn::ForEach is not carried out by the local cloud`)
  if (globals !== undefined && !isMap(globals)) report('Globals', 'Template format error: Globals must be an object')
  if (isMap(value) && Object.keys(Object(root.Resources)).length === 0)
    report('Resources', 'Template format error: At least one Resources member must be defined.')
  return { template, problems }
}

const section = <Member>(
  root: ValueMap,
  name: string,
  report: Report,
  memberOf: (value: Value, path: string, report: Report) => Member,
): Readonly<Record<string, Member>> => {
  const value = root[name]
  if (value === undefined || value === null) return {}
  if (!isMap(value)) {
    report(name, `Template format error: ${name} must be an object, for example ${name}: { Name: … }`)
    return {}
  }
  const members = Object.entries(value).filter(([key]) => !isLoop(key))
  const entries = members.map(([key, member]): [string, Member] => {
    const path = `${name}.${key}`
    if (name !== 'Rules' && name !== 'Mappings' && !/^[A-Za-z0-9]+$/.test(key))
      report(path, `Template format error: ${name.replace(/s$/, '')} name ${key} is non alphanumeric.`)
    return [key, memberOf(member, path, report)]
  })
  return Object.fromEntries(entries)
}

const isLoop = (key: string): boolean => key.startsWith('Fn::ForEach')

// Differs from AWS: Fn::ForEach of AWS::LanguageExtensions is refused.
/** The paths of the outermost loops. */
const loops = (value: Value, path: string): readonly string[] => {
  if (isList(value)) return value.flatMap((item, index) => loops(item, `${path}.${index}`))
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, item]) =>
    isLoop(key) ? [`${path}.${key}`] : loops(item, `${path}.${key}`),
  )
}

const transformsOf = (value: Value | undefined, report: Report): readonly string[] => {
  if (value === undefined || value === null) return []
  return (isList(value) ? value : [value]).flatMap(item => {
    if (typeof item === 'string') return [item]
    report(
      'Transform',
      'Template format error: Transform must be the name of a transform or a list of names; transforms with parameters are not carried out by the local cloud',
    )
    return []
  })
}

const parameterOf = (value: Value, path: string, report: Report): ParameterDeclaration => {
  const map = mapAt(value, path, 'Parameters', report)
  const unknown = Object.keys(map).filter(name => !PARAMETER_MEMBERS.includes(name))
  if (unknown.length > 0) report(path, `Invalid template parameter property '${unknown[0]}'`)
  const type = map.Type
  if (typeof type !== 'string')
    report(path, 'Template format error: Every Parameters object must contain a Type member.')
  const given = map.Default
  if (given !== undefined && scalarText(given) === undefined)
    report(`${path}.Default`, 'Template format error: Every Default member must be a string.')
  const allowed = map.AllowedValues
  if (allowed !== undefined && !(isList(allowed) && allowed.every(item => scalarText(item) !== undefined)))
    report(`${path}.AllowedValues`, 'Template format error: AllowedValues must be a list of strings')
  const numbers = Object.fromEntries(
    ['MinLength', 'MaxLength', 'MinValue', 'MaxValue'].flatMap(name => numberMember(map, name, path, report)),
  )
  const texts = Object.fromEntries(
    ['AllowedPattern', 'ConstraintDescription', 'Description'].flatMap(name => {
      const text = textMember(map, name, `${path}.${name}`, report)
      return text === undefined ? [] : [[name, text]]
    }),
  )
  return {
    Type: typeof type === 'string' ? type : 'String',
    ...(given !== undefined && { Default: scalarText(given) ?? '' }),
    ...(map.NoEcho !== undefined && { NoEcho: String(map.NoEcho) === 'true' }),
    ...(isList(allowed) && { AllowedValues: allowed.map(item => scalarText(item) ?? '') }),
    ...texts,
    ...numbers,
  }
}

const numberMember = (map: ValueMap, name: string, path: string, report: Report): [string, number][] => {
  const value = map[name]
  if (value === undefined) return []
  const number =
    typeof value === 'boolean' || value === '' || isList(value) || isMap(value) ? Number.NaN : Number(value)
  if (Number.isNaN(number))
    report(`${path}.${name}`, `Template format error: ${name} must be a number, got ${JSON.stringify(value)}`)
  return [[name, number]]
}

const ruleOf = (value: Value, path: string, report: Report): RuleDeclaration => {
  const map = mapAt(value, path, 'Rules', report)
  const assertions = map.Assertions
  if (!isList(assertions) || assertions.length === 0)
    report(path, 'Template format error: Every Rules object must contain a non-empty list Assertions.')
  return {
    ...(map.RuleCondition !== undefined && { RuleCondition: map.RuleCondition }),
    Assertions: (isList(assertions) ? assertions : []).map((item, index) => {
      const assertion = mapAt(item, `${path}.Assertions.${index}`, 'Assertions', report)
      const description = assertion.AssertDescription
      return {
        Assert: assertion.Assert ?? false,
        ...(typeof description === 'string' && { AssertDescription: description }),
      }
    }),
  }
}

const mappingOf = (value: Value, path: string, report: Report): Readonly<Record<string, ValueMap>> => {
  const map = mapAt(value, path, 'Mappings', report)
  return Object.fromEntries(
    Object.entries(map).map(([key, inner]) => [key, mapAt(inner, `${path}.${key}`, 'Mappings attribute', report)]),
  )
}

const resourceOf = (value: Value, path: string, report: Report): ResourceDeclaration => {
  const map = mapAt(value, path, 'Resources', report)
  const type = map.Type
  if (typeof type !== 'string')
    report(
      path,
      `Template format error: [/${path.replace('.', '/')}] Every Resources object must contain a Type member.`,
    )
  for (const name of Object.keys(map).filter(name => !isAttribute(name, String(type))))
    report(`${path}.${name}`, `Invalid template resource property '${name}'`)
  for (const name of ['Properties', 'UpdatePolicy', 'CreationPolicy', 'Metadata'])
    if (map[name] !== undefined && map[name] !== null && !isMap(map[name]))
      report(`${path}.${name}`, `Template format error: ${name} of [/${path.replace('.', '/')}] must be an object`)
  if (map.Condition !== undefined && typeof map.Condition !== 'string')
    report(`${path}.Condition`, 'Template format error: Every Condition member must be a string.')
  if (map.DependsOn !== undefined && !isNames(map.DependsOn))
    report(`${path}.DependsOn`, 'Template format error: DependsOn must be a string or list of strings.')
  return { ...map, Type: typeof type === 'string' ? type : '' }
}

/** SAM drops what it does not know of its own types; a custom resource may say its version. */
// https://github.com/aws/aws-cdk/issues/10522, https://github.com/aws-cloudformation/cfn-lint/issues/4606
const isAttribute = (name: string, type: string): boolean =>
  RESOURCE_ATTRIBUTES.includes(name) ||
  type.startsWith('AWS::Serverless::') ||
  (name === 'Version' && (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource'))

const outputOf = (value: Value, path: string, report: Report): OutputDeclaration => {
  const map = mapAt(value, path, 'Outputs', report)
  const output = map.Value
  if (output === undefined || output === null)
    report(
      path,
      `Template format error: Output ${path.slice('Outputs.'.length)} is malformed: every Outputs member must contain a Value object`,
    )
  const exported = map.Export
  if (exported !== undefined && !(isMap(exported) && exported.Name !== undefined))
    report(`${path}.Export`, 'Template format error: Export must be an object with a Name')
  const { Description, Condition } = map
  return {
    Value: output ?? '',
    ...(typeof Description === 'string' && { Description }),
    ...(typeof Condition === 'string' && { Condition }),
    ...(isMap(exported) && { Export: { Name: exported.Name ?? '' } }),
  }
}

const mapAt = (value: Value, path: string, sectionName: string, report: Report): ValueMap => {
  if (isMap(value)) return value
  report(path, `Template format error: Every ${sectionName} member must be an object, got ${JSON.stringify(value)}`)
  return {}
}

const textMember = (map: ValueMap, name: string, path: string, report: Report): string | undefined => {
  const value = map[name]
  if (value === undefined || value === null) return undefined
  const text = scalarText(value)
  if (text === undefined) report(path, `Template format error: Every ${name} member must be a string.`)
  return text
}

const scalarText = (value: Value): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined

const isNames = (value: Value | undefined): boolean =>
  typeof value === 'string' || (isList(value) && value.every(item => typeof item === 'string'))
