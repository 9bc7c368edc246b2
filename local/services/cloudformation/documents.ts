// What stands in documents beside the event log, because it is large or may hold secrets: templates with their parameters, what a change set
// changes. Resolved properties are documents too.

import type { ParameterValue } from '../../template/environment.ts'
import type { Template, ValueMap } from '../../template/template.ts'

/** What a caller gave. */
export interface Draft {
  readonly text: string
  readonly given: Readonly<Record<string, string>>
  /** Values that the caller wants kept from before. */
  readonly previous: Readonly<Record<string, ParameterValue>>
  /** What Parameter Store had when the operation was asked for: a change set shows it, and its execution keeps to it. */
  readonly lookedUp?: Readonly<Record<string, string>>
}

/** What is deployed. */
export interface Source {
  readonly text: string
  /** After the transforms. */
  readonly template: Template
  readonly parameters: Readonly<Record<string, ParameterValue>>
  /** The names in Parameter Store that parameters gave. */
  readonly stored?: Readonly<Record<string, string>>
}

export interface Cause {
  readonly source: 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute'
  /** `Name` or `Topic.TopicArn` */
  readonly entity: string
}

/** What a change set does to one resource. */
export interface Change {
  readonly logicalId: string
  readonly type: string
  readonly action: 'Add' | 'Modify' | 'Remove'
  readonly physicalId?: string
  readonly replacement?: 'True' | 'False' | 'Conditional'
  readonly changed: readonly { readonly name: string; readonly recreates: boolean }[]
  /** Of those of `changed` that something else than the template changes, by property. */
  readonly causes?: Readonly<Record<string, readonly Cause[]>>
  /** What becomes of the resource that is removed or replaced. */
  readonly policyAction?: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain'
  readonly before?: ValueMap
  readonly after?: ValueMap
}
