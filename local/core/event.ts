// The shape of every fact in the local cloud: an EventBridge event, as a customer of AWS would receive it.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html

/** What a service announces; the runtime adds id, time, account and Region when it is recorded. */
export interface Fact<Type extends string = string, Detail = unknown> {
  /** `aws.` and the service's prefix, for example `aws.codepipeline`. Only the service that owns the source evolves on it. */
  readonly source: string
  readonly 'detail-type': Type
  /** ARNs of the resources that the fact is about. */
  readonly resources: readonly string[]
  readonly detail: Detail
  /** What only the service's own `evolve` needs; no rule ever sees it. core/trail.ts makes and reads it. */
  readonly kept?: Kept
  /** Other services of the local cloud learn by it what on AWS they would ask for; no rule ever sees it. */
  readonly internal?: true
}

/** A change of a service's state: its name, and what rebuilding needs of it. */
export interface Kept {
  readonly name: string
  readonly data: unknown
}

export interface ServiceEvent<Type extends string = string, Detail = unknown> extends Fact<Type, Detail> {
  readonly version: '0'
  readonly id: string
  /** ISO 8601, milliseconds, UTC. */
  readonly time: string
  readonly account: string
  readonly region: string
}

/** The detail-type of what AWS announces in no way: it is on the log, and out of EventBridge. */
export const KEPT = 'Kept'
export const API_CALL = 'AWS API Call via CloudTrail'
