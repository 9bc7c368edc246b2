// Who uses which path of which API: an API, or a path, exists only under the conditions of the functions that answer there.

import type { ResourceDeclaration, Value } from '../../template.ts'
import { type Text, textOfKey, Unicode } from '../python27.ts'
import type { Api, ApiEvent } from './api.ts'
import { conditionalItem, edited, isDefinition, pathsOf } from './definition.ts'

/** Which functions use which method of which path, so that an API exists only when one of them does. */
export class Uses {
  /** By API, path and method: the condition of the function, if any. */
  private readonly conditions = new Map<string, Map<string, Map<string, string | undefined>>>()
  private readonly declarations = new Map<string, ResourceDeclaration[]>()

  add({ api, path, method }: ApiEvent, declaration: ResourceDeclaration): void {
    const paths = this.conditions.get(api.logicalId) ?? new Map<string, Map<string, string | undefined>>()
    this.conditions.set(api.logicalId, paths)
    const methods = paths.get(path) ?? new Map<string, string | undefined>()
    paths.set(path, methods)
    methods.set(method, declaration.Condition)
    this.declarations.set(api.logicalId, [...(this.declarations.get(api.logicalId) ?? []), declaration])
  }

  /** The implicit API takes over the conditions and policies of the functions that use it. */
  applyTo(api: Api, conditions: Record<string, Value>): void {
    const paths = [...(this.conditions.get(api.logicalId)?.values() ?? [])]
    const Condition = combined(
      paths.flatMap(methods => [...methods.values()]),
      `${api.logicalId}Condition`,
      conditions,
    )
    const users = this.declarations.get(api.logicalId) ?? []
    const strongest = (name: 'DeletionPolicy' | 'UpdateReplacePolicy', order: readonly string[]): string | undefined =>
      order.find(policy => users.some(user => user[name] === policy))
    const DeletionPolicy = strongest('DeletionPolicy', ['Retain', 'Delete'])
    const UpdateReplacePolicy = strongest('UpdateReplacePolicy', ['Retain', 'Snapshot', 'Delete'])
    api.declaration = {
      ...api.declaration,
      ...(Condition !== undefined && { Condition }),
      ...(DeletionPolicy !== undefined && { DeletionPolicy }),
      ...(UpdateReplacePolicy !== undefined && { UpdateReplacePolicy }),
    }
  }

  /** A path whose methods all belong to conditional functions is conditional itself. */
  conditionPaths(api: Api, conditions: Record<string, Value>): void {
    if (!isDefinition(api.definition, api.kind)) return
    api.definition = edited(api.definition, definition => {
      const paths = pathsOf(definition)
      for (const [path, item] of paths.entries()) {
        const methods = this.conditions.get(api.logicalId)?.get(textOfKey(path))
        const condition = combined([...(methods?.values() ?? [])], conditionName(api.logicalId, path), conditions)
        if (condition !== undefined) paths.set(path, conditionalItem(this.nameOf(condition), item))
      }
    })
  }

  /** The name of a function's condition came with the template; that of a combined one did not. */
  private nameOf(condition: string): Text {
    const declared = [...this.declarations.values()].flat().some(({ Condition }) => Condition === condition)
    return declared ? new Unicode(condition) : condition
  }
}

const conditionName = (logicalId: string, path: Text): string =>
  `${logicalId}${textOfKey(path).replaceAll('/', 'SLASH').replaceAll('{', 'OB').replaceAll('}', 'CB')}PathCondition`

/** The one condition, or the name of a new condition that is true when one of them is; undefined when something has no condition. */
const combined = (
  given: readonly (string | undefined)[],
  name: string,
  conditions: Record<string, Value>,
): string | undefined => {
  const names = [...new Set(given)].filter(condition => condition !== undefined).sort()
  if (names.length === 0 || given.includes(undefined)) return undefined
  if (names.length === 1) return names[0]
  let waiting = names
  let left = Math.floor((names.length - 2) / 9)
  while (waiting.length > 1) {
    const part = left > 0 ? `${name}${left}` : name
    left -= 1
    conditions[part] = { 'Fn::Or': waiting.slice(0, 10).map(Condition => ({ Condition })) }
    waiting = [...waiting.slice(10), part]
  }
  return name
}
