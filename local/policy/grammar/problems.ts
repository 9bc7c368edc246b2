// What can be wrong with a policy document, and what each kind of policy asks for.

/** What is wrong; each service has its own words for each kind. */
export type ProblemKind =
  | 'json'
  | 'syntax'
  | 'version'
  | 'old-version'
  | 'no-statement'
  | 'effect'
  | 'unparsable'
  | 'sid-twice'
  | 'sid-characters'
  | 'no-action'
  | 'action-without-service'
  | 'action-colons'
  | 'action-service'
  | 'action-out-of-scope'
  | 'no-resource'
  | 'resource-forbidden'
  | 'resource-format'
  | 'resource-partition'
  | 'resource-service'
  | 'resource-region'
  | 'resource-iam-path'
  | 'resource-out-of-scope'
  | 'no-principal'
  | 'principal-forbidden'
  | 'principal-empty'
  | 'principal-invalid'
  | 'not-principal'

export interface Problem {
  readonly kind: ProblemKind
  /** Where, for example `Statement[1].Resource`. */
  readonly at: string
  /** What was given there. */
  readonly given: string
}

/** What a kind of policy asks beyond the grammar. */
export interface PolicyRules {
  /** Managed policies have to be of version 2012-10-17. */
  readonly newVersionOnly?: boolean
  readonly principal: 'required' | 'forbidden' | 'optional'
  readonly resource: 'required' | 'forbidden' | 'optional'
  /** Which characters a Sid may have. */
  readonly sid?: RegExp
  /** Whether the action may stand in this kind of policy. */
  readonly action?: (action: string) => boolean
  /** Whether the resource may stand in the policy of this resource. */
  readonly owns?: (resource: string) => boolean
}

export const problem = (kind: ProblemKind, at: string, given: unknown): Problem => ({
  kind,
  at,
  given: typeof given === 'string' ? given : (JSON.stringify(given) ?? 'nothing').slice(0, 200),
})

/** The texts of an element that is one or a list; undefined when it holds anything else. */
export const textsOf = (value: unknown): readonly string[] | undefined => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.every(item => typeof item === 'string') ? list : undefined
}
