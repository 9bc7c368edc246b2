// The form of a policy document, as IAM accepts it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

export type OneOrMany<T> = T | readonly T[]

export interface PolicyStatement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany<string>>>
  readonly NotPrincipal?: '*' | Readonly<Record<string, OneOrMany<string>>>
  readonly Action?: OneOrMany<string>
  readonly NotAction?: OneOrMany<string>
  readonly Resource?: OneOrMany<string>
  readonly NotResource?: OneOrMany<string>
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany<string | boolean | number>>>>>
}

export interface PolicyDocument {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: OneOrMany<PolicyStatement>
}

/** Values of condition keys that the service sets for a request; keys are compared without regard to case. */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>

/** One permission that a request needs. */
export interface Access {
  /** For example `codebuild:StartBuild`. */
  readonly action: string
  /** The resource's ARN, or `*` where the action supports no resources. */
  readonly resource: string
  readonly context?: ConditionContext
}
