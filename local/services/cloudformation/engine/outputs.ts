// The outputs of a stack, and what they export to other stacks.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html

import type { Environment } from '../../../template/environment.ts'
import { exists } from '../../../template/graph.ts'
import { resolve } from '../../../template/resolve.ts'
import { isList, isMap, type Template, type Value } from '../../../template/template.ts'
import { stackNameOf } from '../names.ts'
import { invalid } from '../source.ts'
import type { CloudFormationState, Output, Stack } from '../state.ts'

/** @throws ServiceError ValidationError when a value is not text */
export const outputsOf = (template: Template, environment: Environment): readonly Output[] =>
  Object.entries(template.Outputs)
    .filter(([, output]) => exists(output, environment.conditions))
    .map(([OutputKey, { Value, Description, Export }]) => {
      const name = Export && textOf(resolve(Export.Name, environment), OutputKey)
      return {
        OutputKey,
        OutputValue: textOf(resolve(Value, environment), OutputKey),
        ...(Description !== undefined && { Description }),
        ...(name !== undefined && { ExportName: name }),
      }
    })

const textOf = (value: Value | undefined, name: string): string => {
  if (value === undefined || value === null || isList(value) || isMap(value))
    throw invalid(`Template format error: The Value field of every Outputs member must evaluate to a String (${name})`)
  return String(value)
}

/** @throws ServiceError ValidationError when an export belongs to another stack, or one that is used would change */
export const checkExports = (state: CloudFormationState, stack: Stack, outputs: readonly Output[]): void => {
  for (const { ExportName } of outputs) {
    const owner = ExportName === undefined ? undefined : state.exports.get(ExportName)
    if (owner && owner.stackId !== stack.StackId)
      throw invalid(`Export with name ${ExportName} is already exported by stack ${stackNameOf(owner.stackId)}.`)
  }
  const wanted = new Map(outputs.map(({ ExportName, OutputValue }) => [ExportName, OutputValue]))
  for (const { ExportName, OutputValue } of stack.Outputs) {
    if (ExportName === undefined || wanted.get(ExportName) === OutputValue) continue
    const users = importersOf(state, ExportName)
    const change = wanted.has(ExportName) ? 'updated' : 'deleted'
    if (users.length > 0) throw invalid(inUse(ExportName, change, users))
  }
}

/** Names of the stacks that use the export. */
export const importersOf = (state: CloudFormationState, name: string): readonly string[] =>
  [...state.stacks.values()].filter(stack => stack.imports.includes(name)).map(stack => stack.StackName)

export const inUse = (name: string, change: 'updated' | 'deleted', users: readonly string[]): string =>
  `Export ${name} cannot be ${change} as it is in use by ${users.join(', ')}`
