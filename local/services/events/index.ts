// EventBridge: every fact of the local cloud is an event on the default bus; rules take what matches to their targets.

import type { Fact } from '../../core/event.ts'
import { inPages } from '../../core/pages.ts'
import type { Away, Service } from '../../core/service.ts'
import { RESERVED_TAG_KEY } from '../../core/tags.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { begin, deliver, deliverAgain } from './deliver.ts'
import { evolve } from './evolve.ts'
import { putEvents } from './operations/put-events.ts'
import { rules } from './operations/rules.ts'
import { tags } from './operations/tags.ts'
import { targets } from './operations/targets.ts'
import { LISTS, RULE } from './pages.ts'
import { type EventsState, initial, type Rule } from './state.ts'
import { announced, changed, SCHEDULED } from './trail.ts'

/** A clock that was set back would leave rules waiting for the same time twice. */
const scheduleAnew = ({ rules }: EventsState, { milliseconds }: Away): readonly Fact[] =>
  milliseconds >= 0
    ? []
    : [...rules.values()].filter(({ next }) => next).map(({ Name, Arn }) => changed('RuleScheduledAnew', Arn, { Name }))

export const events: Service<EventsState> = {
  signingName: 'events',
  protocol: 'json-1.1',
  isGlobal: false,
  bodyLimit: 2 * MEGABYTE,
  accessDeniedError: 'AccessDeniedException',
  validationError: 'ValidationException',
  target: 'AWSEvents',
  source: 'aws.events',
  cloudTrail: {
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/logging-using-cloudtrail.html
    dataEvents: ['PutEvents'],
    readOnly: [],
    hidden: [],
    maps: ['targets.inputTransformer.inputPathsMap'],
  },
  passedOver: {
    'DeleteRule.Force': 'no rule is managed by another service',
    'RemoveTargets.Force': 'no rule is managed by another service',
  },
  initial,
  evolve,
  operations: inPages({ ...rules, ...targets, ...putEvents, ...tags }, LISTS, RULE),
  tagRules: {
    refusals: {
      'duplicate key': ['ValidationException', 'Invalid parameter: Duplicated keys are not allowed.'],
      'reserved key': ['ValidationException', RESERVED_TAG_KEY],
    },
  },
  resourceTags: (state, arn) => [...state.rules.values()].find(({ Arn }) => Arn === arn)?.tags,
  due: state => earliest([...state.rules.values()].flatMap(({ next }) => (next ? [next] : []))),
  tick: (state, { now }) => ({
    facts: [...state.rules.values()].filter(({ next }) => next && next <= now).map(scheduledEvent),
  }),
  react: begin,
  work: { begin: deliver, resume: deliverAgain },
  away: scheduleAnew,
}

const earliest = (times: readonly Date[]): Date | undefined =>
  times.length === 0 ? undefined : new Date(Math.min(...times.map(time => time.getTime())))

const scheduledEvent = ({ Arn }: Rule): Fact => announced(SCHEDULED, [Arn], {})
