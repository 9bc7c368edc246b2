// EventBridge: every fact of the local cloud is an event on the default bus; rules take what matches to their targets.

import type { Fact } from '../../core/event.ts'
import type { Service } from '../../core/service.ts'
import { begin, deliver, deliverAgain } from './deliver.ts'
import { putEvents } from './put-events.ts'
import { rules } from './rules.ts'
import { type EventsState, evolve, initial, type Rule, SCHEDULED } from './state.ts'
import { tags } from './tags.ts'
import { targets } from './targets.ts'

export const events: Service<EventsState> = {
  signingName: 'events',
  protocol: 'json-1.1',
  target: 'AWSEvents',
  source: 'aws.events',
  initial,
  evolve,
  operations: { ...rules, ...targets, ...putEvents, ...tags },
  due: state => earliest([...state.rules.values()].flatMap(({ next }) => (next ? [next] : []))),
  tick: (state, { now }) => ({
    facts: [...state.rules.values()].filter(({ next }) => next && next <= now).map(scheduledEvent),
  }),
  react: begin,
  work: deliver,
  resume: deliverAgain,
}

const earliest = (times: readonly Date[]): Date | undefined =>
  times.length === 0 ? undefined : new Date(Math.min(...times.map(time => time.getTime())))

const scheduledEvent = ({ Arn }: Rule): Fact => ({
  source: 'aws.events',
  'detail-type': SCHEDULED,
  resources: [Arn],
  detail: {},
})
