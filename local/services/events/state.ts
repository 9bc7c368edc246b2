// Rules of the default event bus, their targets, and when scheduled rules run next.

import type { Place } from '../../core/arn.ts'
import { API_CALL, SERVICE_EVENT, type ServiceEvent, type TrailDetail } from '../../core/event.ts'
import type { Pattern } from './pattern.ts'
import { scheduleOf } from './schedule.ts'

export interface Target {
  readonly Id: string
  readonly Arn: string
  readonly RoleArn?: string
  readonly Input?: string
  readonly InputPath?: string
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>
    readonly InputTemplate: string
  }
}

/** What PutRule replaces as a whole. */
export interface RuleDefinition {
  readonly Name: string
  readonly EventPattern?: string
  readonly ScheduleExpression?: string
  readonly State: 'ENABLED' | 'DISABLED'
  readonly Description?: string
  readonly RoleArn?: string
}

export interface Rule extends RuleDefinition {
  readonly Arn: string
  readonly CreatedBy: string
  /** EventPattern, read once. */
  readonly pattern: Pattern | undefined
  /** In order of their putting. */
  readonly targets: ReadonlyMap<string, Target>
  readonly tags: Readonly<Record<string, string>>
  /** When a scheduled rule runs next. */
  readonly next: Date | undefined
}

/** One event on its way to one target of one rule. */
export interface Delivery {
  readonly rule: string
  readonly targetId: string
  readonly event: ServiceEvent
}

export interface EventsState {
  readonly rules: Map<string, Rule>
  /** Under way, by id; taken up again by the next process. */
  readonly deliveries: Map<string, Delivery>
}

export const SCHEDULED = 'Scheduled Event'

export const initial = (_: Place): EventsState => ({ rules: new Map(), deliveries: new Map() })

/** Names of facts about deliveries; AWS keeps no trail of these. */
export const BEGUN = 'InvocationBegun'
export const ENDED = 'InvocationEnded'
export const FAILED = 'FailedInvocation'

/** What the facts of API calls carry. */
interface Requested extends Partial<RuleDefinition> {
  readonly Name: string
  readonly Targets?: readonly Target[]
  readonly Ids?: readonly string[]
  readonly tags?: Readonly<Record<string, string>>
  readonly TagKeys?: readonly string[]
}

export const evolve = (state: EventsState, event: ServiceEvent): void => {
  if (event['detail-type'] === SCHEDULED) {
    for (const rule of state.rules.values())
      if (event.resources.includes(rule.Arn)) state.rules.set(rule.Name, scheduled(rule, new Date(event.time)))
  }
  if (event['detail-type'] === SERVICE_EVENT) evolveDelivery(state, event)
  if (event['detail-type'] !== API_CALL) return
  const { eventName, requestParameters: request } = event.detail as TrailDetail<string, Requested>
  if (eventName === 'PutRule') state.rules.set(request.Name, put(state.rules.get(request.Name), request, event))
  const rule = request?.Name === undefined ? undefined : state.rules.get(request.Name)
  if (!rule) return
  if (eventName === 'DeleteRule') state.rules.delete(rule.Name)
  else state.rules.set(rule.Name, changed(rule, eventName, request, new Date(event.time)))
}

const evolveDelivery = (state: EventsState, event: ServiceEvent): void => {
  const { eventName, requestParameters } = event.detail as TrailDetail<string, Delivery & { readonly begun: string }>
  if (eventName === BEGUN) state.deliveries.set(event.id, requestParameters)
  if (eventName === ENDED || eventName === FAILED) state.deliveries.delete(requestParameters.begun)
}

const put = (before: Rule | undefined, request: Requested, event: ServiceEvent): Rule => {
  const { Name, EventPattern, ScheduleExpression, State = 'ENABLED', Description, RoleArn, tags = {} } = request
  const rule: Rule = {
    Name,
    Arn: event.resources[0] ?? '',
    CreatedBy: event.account,
    State,
    ...(EventPattern !== undefined && { EventPattern }),
    ...(ScheduleExpression !== undefined && { ScheduleExpression }),
    ...(Description !== undefined && { Description }),
    ...(RoleArn !== undefined && { RoleArn }),
    pattern: EventPattern === undefined ? undefined : JSON.parse(EventPattern),
    targets: before?.targets ?? new Map(),
    tags: before?.tags ?? tags,
    next: undefined,
  }
  return scheduled(rule, new Date(event.time))
}

const scheduled = (rule: Rule, after: Date): Rule => ({
  ...rule,
  next:
    rule.ScheduleExpression === undefined || rule.State === 'DISABLED'
      ? undefined
      : scheduleOf(rule.ScheduleExpression)(after),
})

const changed = (rule: Rule, eventName: string, request: Requested, time: Date): Rule => {
  switch (eventName) {
    case 'EnableRule':
      return scheduled({ ...rule, State: 'ENABLED' }, time)
    case 'DisableRule':
      return scheduled({ ...rule, State: 'DISABLED' }, time)
    case 'PutTargets':
      return {
        ...rule,
        targets: new Map([...rule.targets, ...(request.Targets ?? []).map(target => [target.Id, target] as const)]),
      }
    case 'RemoveTargets':
      return { ...rule, targets: new Map([...rule.targets].filter(([id]) => !request.Ids?.includes(id))) }
    case 'TagResource':
      return { ...rule, tags: { ...rule.tags, ...request.tags } }
    case 'UntagResource':
      return {
        ...rule,
        tags: Object.fromEntries(Object.entries(rule.tags).filter(([key]) => !request.TagKeys?.includes(key))),
      }
    default:
      return rule
  }
}
