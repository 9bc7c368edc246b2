// What CloudFormation refuses in a template before anything is made: references to nothing, unknown conditions, circles.

import { circle, dependencies, provisioningGraph } from './graph.ts'
import { type Reference, references } from './references.ts'
import { isPseudoParameter } from './resolve.ts'
import type { ResourceDeclaration, Template, TemplateProblem } from './template.ts'

/** Every problem at once. Call it on the processed template: a transform adds resources that others refer to. */
export const templateProblems = (template: Template): readonly TemplateProblem[] => [
  ...unresolved(template),
  ...unknownConditions(template),
  ...(unresolved(template).length === 0 ? circles(template) : []),
]

const unresolved = (template: Template): readonly TemplateProblem[] => {
  const resources = Object.values(template.Resources).flatMap(resource =>
    missing(resourceReferences(resource), template),
  )
  const waitedFor = Object.values(template.Resources).flatMap(({ DependsOn = [] }) =>
    [DependsOn].flat().filter(name => !(name in template.Resources)),
  )
  const outputs = Object.values(template.Outputs).flatMap(({ Value, Export }) =>
    missing([...references(Value), ...references(Export?.Name)], template),
  )
  const conditions = references(template.Conditions)
    .filter(({ kind, name }) => kind !== 'condition' && !(name in template.Parameters) && !isPseudoParameter(name))
    .map(({ name }) => name)
  return [
    ...problemIn('Resources', [...resources, ...waitedFor]),
    ...problemIn('Outputs', outputs),
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

const resourceReferences = ({ Properties, UpdatePolicy, CreationPolicy }: ResourceDeclaration): readonly Reference[] =>
  [Properties, UpdatePolicy, CreationPolicy].flatMap(value => references(value))

const missing = (found: readonly Reference[], template: Template): readonly string[] =>
  found
    .filter(({ kind, name }) => {
      if (kind === 'condition' || name in template.Resources) return false
      return kind === 'attribute' || !(name in template.Parameters || isPseudoParameter(name))
    })
    .map(({ name }) => name)

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
    .filter(({ name }) => !(name in template.Conditions))
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
