// Tags of rules.

import { type Place, resourceIn } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { ruleAccess, ruleNamed, tagsOf } from '../names.ts'
import type { EventsState } from '../state.ts'
import { changed } from '../trail.ts'

const define = operation<EventsState>()

const nameOf = (members: Members, place: Place): string => {
  const arn = members.string('ResourceARN')
  const name = /^rule\/([^/]+)$/.exec(resourceIn(place, 'events', arn) ?? '')?.[1]
  if (name === undefined) throw new ServiceError('ResourceNotFoundException', `${arn} is not the ARN of a rule.`)
  return name
}

const TagResource = define({
  input: (members, place) => ({ Name: nameOf(members, place), tags: tagsOf(members) }),
  access: ruleAccess('TagResource'),
  decide: (state, input) => ({
    output: {},
    facts: [changed('TagResource', ruleNamed(state, input.Name).Arn, input)],
  }),
})

const UntagResource = define({
  input: (members, place) => ({ Name: nameOf(members, place), TagKeys: members.strings('TagKeys') }),
  access: ruleAccess('UntagResource'),
  decide: (state, input) => ({
    output: {},
    facts: [changed('UntagResource', ruleNamed(state, input.Name).Arn, input)],
  }),
})

const ListTagsForResource = define({
  input: (members, place) => ({ Name: nameOf(members, place) }),
  access: ruleAccess('ListTagsForResource'),
  decide: (state, { Name }) => ({
    output: { Tags: Object.entries(ruleNamed(state, Name).tags).map(([Key, Value]) => ({ Key, Value })) },
  }),
})

export const tags: Readonly<Record<string, Operation<EventsState>>> = {
  TagResource,
  UntagResource,
  ListTagsForResource,
}
