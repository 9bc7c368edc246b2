// How each change alters rules, targets and deliveries.

import type { ServiceEvent } from '../../core/event.ts'
import type { Evolving } from '../../core/trail.ts'
import { scheduleOf } from './schedule.ts'
import type * as kept from './state.ts'
import { type Changes, evolving } from './trail.ts'

type EventsState = Evolving<kept.EventsState>
type Rule = Evolving<kept.Rule>

export const evolve = evolving({
  PutRule: (state, definition, event) => {
    state.rules.set(definition.Name, put(state.rules.get(definition.Name), definition, event))
  },
  DeleteRule: (state, { Name }) => {
    state.rules.delete(Name)
  },
  EnableRule: (state, { Name }, { time }) =>
    change(state, Name, rule => scheduled({ ...rule, State: 'ENABLED' }, new Date(time))),
  DisableRule: (state, { Name }, { time }) =>
    change(state, Name, rule => scheduled({ ...rule, State: 'DISABLED' }, new Date(time))),
  PutTargets: (state, { Name, Targets }) =>
    change(state, Name, rule => ({
      ...rule,
      targets: new Map([...rule.targets, ...Targets.map(target => [target.Id, target] as const)]),
    })),
  RemoveTargets: (state, { Name, Ids }) =>
    change(state, Name, rule => ({
      ...rule,
      targets: new Map([...rule.targets].filter(([id]) => !Ids.includes(id))),
    })),
  TagResource: (state, { Name, tags }) => change(state, Name, rule => ({ ...rule, tags: { ...rule.tags, ...tags } })),
  UntagResource: (state, { Name, TagKeys }) =>
    change(state, Name, rule => ({
      ...rule,
      tags: Object.fromEntries(Object.entries(rule.tags).filter(([key]) => !TagKeys.includes(key))),
    })),
  'Scheduled Event': (state, _, { resources, time }) => {
    for (const rule of state.rules.values())
      if (resources.includes(rule.Arn)) state.rules.set(rule.Name, scheduled(rule, new Date(time)))
  },
  RuleScheduledAnew: (state, { Name }, { time }) => change(state, Name, rule => scheduled(rule, new Date(time))),
  DeliveryBegun: ({ deliveries }, delivery, { id }) => {
    deliveries.set(id, delivery)
  },
  DeliveryEnded: ({ deliveries }, { begun }) => {
    deliveries.delete(begun)
  },
  DeliveryFailed: ({ deliveries }, { begun }) => {
    deliveries.delete(begun)
  },
  DeliveryChainStopped: () => {},
})

/** A rule in the place of the one of that name, if there is one. */
const change = (state: EventsState, name: string, to: (rule: Rule) => Rule): void => {
  const rule = state.rules.get(name)
  if (rule) state.rules.set(name, to(rule))
}

const put = (before: Rule | undefined, { tags, ...definition }: Changes['PutRule'], event: ServiceEvent): Rule =>
  scheduled(
    {
      ...definition,
      Arn: event.resources[0] ?? '',
      CreatedBy: event.account,
      pattern: definition.EventPattern === undefined ? undefined : JSON.parse(definition.EventPattern),
      targets: before?.targets ?? new Map(),
      tags: before?.tags ?? tags ?? {},
      next: undefined,
    },
    new Date(event.time),
  )

const scheduled = (rule: Rule, after: Date): Rule => ({
  ...rule,
  next:
    rule.ScheduleExpression === undefined || rule.State === 'DISABLED'
      ? undefined
      : scheduleOf(rule.ScheduleExpression)(after),
})
