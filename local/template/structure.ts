// What CloudFormation refuses in a template before anything is made: references to nothing, unknown conditions, circles.

import { circle, dependencies, exists, provisioningGraph } from './graph.ts'
import { type Reference, references } from './references.ts'
import { functionCall, isFunction, isPseudoParameter, unsupportedFunction } from './resolve.ts'
import {
  isList,
  isMap,
  type OutputDeclaration,
  type ResourceDeclaration,
  type Template,
  type TemplateProblem,
  type Value,
} from './template.ts'

/** Every problem at once. Call it on the processed template: a transform adds resources that others refer to. */
export const templateProblems = (template: Template): readonly TemplateProblem[] => {
  const unresolved = unresolvedIn(template)
  return [
    ...unrecognizedTypes(template),
    ...unsupportedFunctions(template),
    ...unresolved,
    ...unknownConditions(template),
    ...(unresolved.length === 0 ? circles(template) : []),
  ]
}

/** References to what the conditions leave out. AWS refuses them before anything is made, once it knows the parameters. */
export const leftOut = (
  template: Template,
  conditions: Readonly<Record<string, boolean>>,
): readonly TemplateProblem[] => {
  const isLeftOut = ({ kind, name }: Reference): boolean => {
    const resource = kind === 'condition' ? undefined : resourceIn(template, name)
    return resource !== undefined && !exists(resource, conditions)
  }
  const named = (values: readonly (Value | undefined)[]): readonly string[] =>
    values
      .flatMap(value => references(value, conditions))
      .filter(isLeftOut)
      .map(({ name }) => name)
  const resources = Object.values(template.Resources).filter(resource => exists(resource, conditions))
  const outputs = Object.values(template.Outputs).filter(output => exists(output, conditions))
  return [
    ...problemIn('Resources', named(resources.flatMap(valuesOf))),
    ...problemIn('Outputs', named(outputs.flatMap(({ Value, Export }) => [Value, Export?.Name]))),
  ]
}

const unresolvedIn = (template: Template): readonly TemplateProblem[] => {
  const inResources = Object.values(template.Resources).flatMap(resourceReferences)
  const inOutputs = Object.values(template.Outputs).flatMap(outputReferences)
  const waitedFor = Object.values(template.Resources).flatMap(({ DependsOn = [] }) =>
    [DependsOn].flat().filter(name => resourceIn(template, name) === undefined),
  )
  const conditions = references(template.Conditions)
    .filter(({ kind, name }) => kind !== 'condition' && !isValue(template, name))
    .map(({ name }) => name)
  return [
    ...undefinedAttributes(template, [...inResources, ...inOutputs]),
    ...problemIn('Resources', [...missing(inResources, template), ...waitedFor]),
    ...problemIn('Outputs', missing(inOutputs, template)),
    ...(conditions.length > 0
      ? [
          {
            path: 'Conditions',
            message: `Template format error: Unresolved dependencies [${unique(conditions)}]. Cannot reference resources in the Conditions block of the template`,
          },
        ]
      : []),
  ]
}

const resourceIn = ({ Resources }: Template, name: string): ResourceDeclaration | undefined =>
  Object.hasOwn(Resources, name) ? Resources[name] : undefined

const isValue = ({ Parameters }: Template, name: string): boolean =>
  Object.hasOwn(Parameters, name) || isPseudoParameter(name)

const problemIn = (block: string, names: readonly string[]): readonly TemplateProblem[] =>
  names.length === 0
    ? []
    : [
        {
          path: block,
          message: `Template format error: Unresolved resource dependencies [${unique(names)}] in the ${block} block of the template`,
        },
      ]

const unique = (names: readonly string[]): string => [...new Set(names)].join(', ')

const valuesOf = ({
  Properties,
  UpdatePolicy,
  CreationPolicy,
}: ResourceDeclaration): readonly (Value | undefined)[] => [Properties, UpdatePolicy, CreationPolicy]

const resourceReferences = (resource: ResourceDeclaration): readonly Reference[] =>
  valuesOf(resource).flatMap(value => references(value))

const outputReferences = ({ Value, Export }: OutputDeclaration): readonly Reference[] => [
  ...references(Value),
  ...references(Export?.Name),
]

const missing = (found: readonly Reference[], template: Template): readonly string[] =>
  found
    .filter(({ kind, name }) => kind === 'ref' && !isValue(template, name) && resourceIn(template, name) === undefined)
    .map(({ name }) => name)

const undefinedAttributes = (template: Template, found: readonly Reference[]): readonly TemplateProblem[] => {
  const messages = found
    .filter(({ kind, name }) => kind === 'attribute' && resourceIn(template, name) === undefined)
    .map(({ name, attribute, within }) =>
      within === 'Fn::Sub'
        ? `Template error: instance of Fn::Sub references invalid resource attribute ${name}.${attribute}`
        : `Template error: instance of Fn::GetAtt references undefined resource ${name}`,
    )
  return [...new Set(messages)].map(message => ({ path: '', message }))
}

/** Those of SAM in a template that does not name its transform. */
const unrecognizedTypes = ({ Resources }: Template): readonly TemplateProblem[] => {
  const types = Object.values(Resources).map(({ Type }) => Type)
  const unknown = types.filter(type => type.startsWith('AWS::Serverless::'))
  return unknown.length === 0
    ? []
    : [{ path: 'Resources', message: `Template format error: Unrecognized resource types: [${unique(unknown)}]` }]
}

const unsupportedFunctions = ({ Resources, Outputs, Conditions }: Template): readonly TemplateProblem[] => {
  const outputs = Object.values(Outputs).flatMap(({ Value, Export }) => [Value, Export?.Name])
  const names = [...Object.values(Resources).flatMap(valuesOf), ...outputs, Conditions].flatMap(unsupportedIn)
  return [...new Set(names)].map(name => ({ path: '', message: `Template error: ${unsupportedFunction(name)}` }))
}

const unsupportedIn = (value: Value | undefined): readonly string[] => {
  if (isList(value)) return value.flatMap(unsupportedIn)
  if (!isMap(value)) return []
  const call = functionCall(value)
  const here = call && call.name !== 'Ref' && !isFunction(call.name) ? [call.name] : []
  return [...here, ...Object.values(value).flatMap(unsupportedIn)]
}

const unknownConditions = (template: Template): readonly TemplateProblem[] => {
  const resources = Object.entries(template.Resources).flatMap(([logicalId, resource]) => [
    ...named(`Resources.${logicalId}`, resource.Condition),
    // `Condition` in a property is the policy element, never a reference to a condition.
    ...ifConditions(`Resources.${logicalId}`, resourceReferences(resource)),
  ])
  const outputs = Object.entries(template.Outputs).flatMap(([name, output]) => [
    ...named(`Outputs.${name}`, output.Condition),
    ...ifConditions(`Outputs.${name}`, references(output.Value)),
  ])
  const conditions = Object.entries(template.Conditions).flatMap(([name, condition]) =>
    ifConditions(`Conditions.${name}`, references(condition)),
  )
  return [...resources, ...outputs, ...conditions]
    .filter(({ name }) => !Object.hasOwn(template.Conditions, name))
    .map(({ path, name }) => ({
      path,
      // Unverified: AWS's exact words.
      message: `Template format error: Unresolved condition dependency ${name} in the ${path.split('.')[0]} block of the template`,
    }))
}

interface NamedCondition {
  readonly path: string
  readonly name: string
}

const named = (path: string, name: string | undefined): readonly NamedCondition[] =>
  name === undefined ? [] : [{ path, name }]

const ifConditions = (path: string, found: readonly Reference[]): readonly NamedCondition[] =>
  found.filter(({ kind }) => kind === 'condition').map(({ name }) => ({ path, name }))

const circles = (template: Template): readonly TemplateProblem[] => {
  const all = Object.fromEntries(Object.keys(template.Conditions).map(name => [name, true]))
  const self = Object.entries(template.Resources)
    .filter(([id, resource]) => dependencies(resource).includes(id))
    .map(([id]) => id)
  const whole = provisioningGraph(template, all)
  const names = [...new Set([...self, ...circle(whole)])]
  if (names.length === 0) return []
  return [{ path: 'Resources', message: `Circular dependency between resources: [${names.join(', ')}]` }]
}
