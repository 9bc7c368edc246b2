// Operations on rules.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html

import type { Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import { isRecord, type Members } from '../../../core/input/members.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { patternOf } from '../check-pattern.ts'
import { checkBus, ruleAccess, ruleArn, ruleNamed, ruleNameOf, tagsOf } from '../names.ts'
import { matches } from '../pattern.ts'
import { scheduleOf } from '../schedule.ts'
import type { EventsState, Rule, RuleDefinition } from '../state.ts'
import { changed } from '../trail.ts'

const define = operation<EventsState>()

const definitionOf = (members: Members, place: Place): RuleDefinition => {
  const EventPattern = members.optionalString('EventPattern', { max: 4096 })
  const ScheduleExpression = members.optionalString('ScheduleExpression', { max: 256 })
  const Description = members.optionalString('Description', { max: 512 })
  const RoleArn = members.optionalString('RoleArn')
  if (EventPattern === undefined && ScheduleExpression === undefined)
    throw new ServiceError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.')
  if (EventPattern !== undefined) patternOf(EventPattern)
  if (ScheduleExpression !== undefined) scheduleOf(ScheduleExpression)
  const State = members.optionalString('State', { values: ['ENABLED', 'DISABLED'] })
  return {
    Name: ruleNameOf(members, place),
    State: State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
    ...(EventPattern !== undefined && { EventPattern }),
    ...(ScheduleExpression !== undefined && { ScheduleExpression }),
    ...(Description !== undefined && { Description }),
    ...(RoleArn !== undefined && { RoleArn }),
  }
}

const PutRule = define({
  input: (members, place) => ({ ...definitionOf(members, place), tags: tagsOf(members) }),
  access: (input, scope) => [
    ...ruleAccess('PutRule')(input, scope),
    ...(Object.keys(input.tags).length > 0 ? ruleAccess('TagResource')(input, scope) : []),
    ...(input.RoleArn === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: input.RoleArn,
            context: { 'iam:PassedToService': 'events.amazonaws.com' },
          },
        ]),
  ],
  decide: (_, input, scope) => {
    const RuleArn = ruleArn(scope, input.Name)
    return { output: { RuleArn }, facts: [changed('PutRule', RuleArn, input)] }
  },
})

const DeleteRule = define({
  input: (members, place) => ({ Name: ruleNameOf(members, place) }),
  access: ruleAccess('DeleteRule'),
  decide: (state, { Name }) => {
    const rule = state.rules.get(Name)
    if (!rule) return { output: {} }
    if (rule.targets.size > 0)
      throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.")
    return { output: {}, facts: [changed('DeleteRule', rule.Arn, { Name })] }
  },
})

const described = ({ Name, Arn, EventPattern, ScheduleExpression, State, Description, RoleArn }: Rule) => ({
  Name,
  Arn,
  EventPattern,
  ScheduleExpression,
  State,
  Description,
  RoleArn,
  EventBusName: 'default',
})

const DescribeRule = define({
  input: (members, place) => ({ Name: ruleNameOf(members, place) }),
  access: ruleAccess('DescribeRule'),
  decide: (state, { Name }) => {
    const rule = ruleNamed(state, Name)
    return { output: { ...described(rule), CreatedBy: rule.CreatedBy } }
  },
})

const ListRules = define({
  input: (members, place) => {
    checkBus(members, place)
    return {
      NamePrefix: members.optionalString('NamePrefix') ?? '',
    }
  },
  access: (_, scope) => [{ action: 'events:ListRules', resource: ruleArn(scope, '*') }],
  decide: (state, { NamePrefix }) => {
    const found = [...state.rules.values()].filter(({ Name }) => Name.startsWith(NamePrefix))
    return { output: { Rules: found.sort((a, b) => (a.Name < b.Name ? -1 : 1)).map(described) } }
  },
})

const changeOfState = (eventName: 'EnableRule' | 'DisableRule'): Operation<EventsState> =>
  define({
    input: (members, place) => ({ Name: ruleNameOf(members, place) }),
    access: ruleAccess(eventName),
    decide: (state, { Name }) => ({
      output: {},
      facts: [changed(eventName, ruleNamed(state, Name).Arn, { Name })],
    }),
  })

const TestEventPattern = define({
  input: members => ({ EventPattern: members.string('EventPattern'), Event: members.string('Event') }),
  access: () => [{ action: 'events:TestEventPattern', resource: '*' }],
  decide: (_, { EventPattern, Event }) => ({ output: { Result: matches(patternOf(EventPattern), eventOf(Event)) } }),
})

const eventOf = (text: string): unknown => {
  const event = parsed(text)
  if (isRecord(event)) return event
  throw new ServiceError('ValidationException', 'Parameter Event is not valid.')
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const rules: Readonly<Record<string, Operation<EventsState>>> = {
  PutRule,
  DeleteRule,
  DescribeRule,
  ListRules,
  EnableRule: changeOfState('EnableRule'),
  DisableRule: changeOfState('DisableRule'),
  TestEventPattern,
}
