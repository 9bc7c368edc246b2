// The one maker of facts: what a service keeps of a change, typed by the change's name, and what it announces.
//
// A fact has two parts. `kept` is private: what the service's own `evolve` needs to rebuild its state, and nobody else sees. The public part is
// an event as a customer of AWS gets it: the runtime makes CloudTrail's record of a call, a service makes the events that AWS documents for it.

import { API_CALL, type Fact, KEPT, type ServiceEvent } from './event.ts'

/** The data of each change by its name; for announcements, the detail by its detail-type. */
type Named = object

/** One change as it stands in an event: a union over all names, for `switch` and for `if`. */
export type ChangeOf<Changes extends Named> = {
  [Name in keyof Changes & string]: { readonly name: Name; readonly data: Changes[Name] }
}[keyof Changes & string]

/**
 * A state as `evolve` may write it; everywhere else it is readonly. Only the lists that it declares as such grow; others are replaced as a whole.
 */
export type Evolving<Kept> = Kept extends string | number | boolean | bigint | Date | ArrayBuffer | null | undefined
  ? Kept
  : Kept extends (infer Item)[]
    ? Evolving<Item>[]
    : Kept extends readonly unknown[]
      ? Kept
      : Kept extends ReadonlyMap<infer Key, infer Value>
        ? Map<Key, Evolving<Value>>
        : Kept extends ReadonlySet<infer Value>
          ? Set<Value>
          : Kept extends object
            ? { -readonly [Name in keyof Kept]: Evolving<Kept[Name]> }
            : Kept

/** What each change does to the state; every name has its line. */
export type Evolutions<State, Changes extends Named> = {
  readonly [Name in keyof Changes & string]: (state: Evolving<State>, data: Changes[Name], event: ServiceEvent) => void
}

export interface Trail<State, Changes extends Named, Announced extends Named> {
  /**
   * The fact that something changed. Named as the operation that a call carries out, it becomes CloudTrail's record of that call; any other
   * stays on the log, and out of EventBridge.
   */
  changed<Name extends keyof Changes & string>(name: Name, resource: string, data: NoInfer<Changes[Name]>): Fact
  /** An event that AWS documents for EventBridge: the detail-type, ARNs of what it is about, and its detail. */
  announced<Name extends keyof Announced & string>(
    detailType: Name,
    resources: readonly string[],
    detail: NoInfer<Announced[Name]>,
  ): Fact<Name, Announced[Name]>
  /** The same for what AWS announces in no way: other services of the local cloud hear it instead of asking again and again. */
  toldInside<Name extends keyof Announced & string>(
    detailType: Name,
    resources: readonly string[],
    detail: NoInfer<Announced[Name]>,
  ): Fact<Name, Announced[Name]>
  /** `evolve` of the service. */
  evolving(
    evolutions: Evolutions<State, Changes> & Evolutions<State, Announced>,
  ): (state: Evolving<State>, event: ServiceEvent) => void
  /** What the event says of this service; undefined for events of others, for refusals and for calls that changed nothing. */
  of(event: ServiceEvent): ChangeOf<Changes> | ChangeOf<Announced> | undefined
}

/** `trailOf<State, Changes, Announced>()('aws.iam')`; the source is the service's own. */
export const trailOf =
  <State, Changes extends Named, Announced extends Named = Record<never, never>>() =>
  (source: string): Trail<State, Changes, Announced> => {
    type Own = ChangeOf<Changes> | ChangeOf<Announced>
    const of = (event: ServiceEvent): Own | undefined => {
      if (event.source !== source) return undefined
      if (event['detail-type'] === API_CALL && !event.kept) return undefined
      if (event.kept) return event.kept as Own // made by `changed` below, whose types say what a name carries
      return { name: event['detail-type'], data: event.detail } as Own // made by `announced`, or by nobody's table
    }
    return {
      changed: (name, resource, data) => ({
        source,
        'detail-type': KEPT,
        resources: [resource],
        detail: {},
        kept: { name, data },
      }),
      announced: (detailType, resources, detail) => ({ source, 'detail-type': detailType, resources, detail }),
      toldInside: (detailType, resources, detail) => ({
        source,
        'detail-type': detailType,
        resources,
        detail,
        internal: true,
      }),
      evolving: evolutions => {
        const table = new Map(Object.entries(evolutions)) as Map<
          string,
          (state: Evolving<State>, data: unknown, event: ServiceEvent) => void
        >
        return (state, event) => {
          const own = of(event)
          if (own) table.get(own.name)?.(state, own.data, event)
        }
      },
      of,
    }
  }
