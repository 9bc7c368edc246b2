// What the intrinsic functions of a template need to know about the stack that they are resolved for.

import type { Place } from '../core/arn.ts'
import type { Template, Value } from './template.ts'

/** The value of a parameter: lists for CommaDelimitedList and List<…>. */
export type ParameterValue = string | readonly string[]

export interface Environment {
  readonly place: Place
  readonly stackName: string
  readonly stackId: string
  readonly notificationArns: readonly string[]
  readonly template: Template
  readonly parameters: Readonly<Record<string, ParameterValue>>
  /** Every condition of the template, evaluated by `conditionValues`. */
  readonly conditions: Readonly<Record<string, boolean>>
  /** The physical ID of a resource (what Ref gives); undefined when it is not known, which `resolve` refuses. */
  ref(logicalId: string): Value | undefined
  /** The value of a resource's attribute, for example `Arn`; undefined when it is not known. */
  attribute(logicalId: string, name: string): Value | undefined
  /** The value of an export of this account and Region; undefined when there is none. */
  importValue(name: string): string | undefined
}
