// Which resource waits for which: the order in which a stack is made, as parallel as it can be.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html

import { references } from './references.ts'
import type { ResourceDeclaration, Template } from './template.ts'

/** For each logical ID that exists under the conditions, the logical IDs that must be complete before it. */
export type ProvisioningGraph = ReadonlyMap<string, ReadonlySet<string>>

export const provisioningGraph = (
  template: Template,
  conditions: Readonly<Record<string, boolean>>,
): ProvisioningGraph => {
  const existing = Object.entries(template.Resources).filter(([, resource]) => exists(resource, conditions))
  const names = new Set(existing.map(([logicalId]) => logicalId))
  return new Map(
    existing.map(([logicalId, resource]) => [
      logicalId,
      new Set(dependencies(resource, conditions).filter(name => names.has(name) && name !== logicalId)),
    ]),
  )
}

export const exists = (
  resource: { readonly Condition?: string },
  conditions: Readonly<Record<string, boolean>>,
): boolean => resource.Condition === undefined || conditions[resource.Condition] === true

/** Names of parameters and resources that the resource refers to or depends on; under `conditions`, those of the branches taken. */
export const dependencies = (
  resource: ResourceDeclaration,
  conditions?: Readonly<Record<string, boolean>>,
): readonly string[] => {
  const { DependsOn = [], Properties, UpdatePolicy, CreationPolicy } = resource
  const referred = [Properties, UpdatePolicy, CreationPolicy]
    .flatMap(value => references(value, conditions))
    .filter(reference => reference.kind !== 'condition')
    .map(reference => reference.name)
  return [...new Set([...(typeof DependsOn === 'string' ? [DependsOn] : DependsOn), ...referred])]
}

/** The resources of a circle, or those that wait for one; empty when there is an order. */
export const circle = (graph: ProvisioningGraph): readonly string[] => {
  const waiting = new Map(graph)
  for (;;) {
    const ready = [...waiting].filter(([, needs]) => ![...needs].some(name => waiting.has(name)))
    if (ready.length === 0) return withoutLeaves(waiting)
    for (const [logicalId] of ready) waiting.delete(logicalId)
  }
}

/** Leaves out what only waits for the circle and is not in it. */
const withoutLeaves = (waiting: Map<string, ReadonlySet<string>>): readonly string[] => {
  for (;;) {
    const leaves = [...waiting.keys()].filter(name => ![...waiting.values()].some(needs => needs.has(name)))
    if (leaves.length === 0) return [...waiting.keys()]
    for (const name of leaves) waiting.delete(name)
  }
}
