// PutEvents: events of a customer's own.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html

import { arnOf, type Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Fact } from '../../../core/event.ts'
import { isRecord, type Members } from '../../../core/input/members.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { isDefaultBus } from '../names.ts'
import type { EventsState } from '../state.ts'

const define = operation<EventsState>()

interface Entry {
  /** For a bus that does not exist: AWS answers as if it had been taken, and delivers it to nobody. */
  readonly isLost: boolean
  readonly Source: string | undefined
  readonly DetailType: string | undefined
  readonly Detail: string | undefined
  readonly Resources: readonly string[]
  readonly Time: unknown
}

const entryOf = (members: Members, place: Place): Entry => {
  return {
    isLost: !isDefaultBus(members, place),
    Source: members.optionalString('Source'),
    DetailType: members.optionalString('DetailType'),
    Detail: members.optionalString('Detail'),
    Resources: members.strings('Resources'),
    Time: members.raw('Time'),
  }
}

interface Refused {
  readonly ErrorCode: string
  readonly ErrorMessage: string
}

/** The event, or why there is none. */
const eventOf = ({ Source, DetailType, Detail, Resources }: Entry): Omit<Fact, 'id'> | Refused => {
  for (const [name, value] of Object.entries({ Source, DetailType, Detail }))
    if (!value) return invalid(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`)
  if (Source?.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' }
  const detail = jsonOf(Detail ?? '')
  if (!isRecord(detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  return { source: Source ?? '', 'detail-type': DetailType ?? '', resources: Resources, detail }
}

const invalid = (ErrorMessage: string): Refused => ({ ErrorCode: 'InvalidArgument', ErrorMessage })

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** ISO 8601 with whole seconds, as events carry it; now when none was given. */
const timeOf = (given: unknown, now: Date): string => {
  const time = given instanceof Date ? given : typeof given === 'number' ? new Date(given * 1000) : now
  return time.toISOString()
}

const MOST_BYTES = 256 * 1024

/** A time counts 14 bytes, texts count as UTF-8. */
const sizeOf = ({ Time, Source = '', DetailType = '', Detail = '', Resources }: Entry): number =>
  (Time === undefined ? 0 : 14) +
  [Source, DetailType, Detail, ...Resources].reduce((size, text) => size + Buffer.byteLength(text), 0)

const PutEvents = define({
  input: (members, place) => {
    const Entries = members.structures('Entries').map(entry => entryOf(entry, place))
    const limit =
      Entries.length === 0 ? 'greater than or equal to 1' : Entries.length > 10 ? 'less than or equal to 10' : ''
    if (limit !== '')
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${limit}`,
      )
    // Unverified: AWS's words. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
    if (Entries.reduce((size, entry) => size + sizeOf(entry), 0) > MOST_BYTES)
      throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.')
    return { Entries }
  },
  access: (_, scope) => [{ action: 'events:PutEvents', resource: arnOf(scope, 'events', 'event-bus/default') }],
  decide: (_, { Entries }, { newId, now }) => {
    const answers = Entries.map(entry => {
      const event = eventOf(entry)
      return 'ErrorCode' in event
        ? event
        : { EventId: newId(), isLost: entry.isLost, event: { ...event, time: timeOf(entry.Time, now) } }
    })
    return {
      output: {
        FailedEntryCount: answers.filter(answer => 'ErrorCode' in answer).length,
        Entries: answers.map(answer => ('ErrorCode' in answer ? answer : { EventId: answer.EventId })),
      },
      facts: answers.flatMap(answer =>
        'ErrorCode' in answer || answer.isLost ? [] : [{ ...answer.event, id: answer.EventId }],
      ),
    }
  },
})

export const putEvents: Readonly<Record<string, Operation<EventsState>>> = { PutEvents }
