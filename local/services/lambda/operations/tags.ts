// TagResource, UntagResource, ListTags: tags of functions.

import type { Place } from '../../../core/arn.ts'
import type { Members } from '../../../core/input/members.ts'
import { operation } from '../../../core/service.ts'
import { findFunction } from '../lookup.ts'
import { invalidParameter, type Reference, referenceIn } from '../names.ts'
import type { LambdaState } from '../state.ts'
import { changed } from '../trail.ts'

export const TagResource = operation<LambdaState>()({
  input: (members, place) => ({ ...readResource(members, place), tags: members.map('Tags') }),
  access: ({ arn }) => [{ action: 'lambda:TagResource', resource: arn }],
  decide: (state, { arn, reference, tags }, scope) => {
    const all = { ...findFunction(state, scope, reference).tags, ...tags }
    return {
      output: {},
      facts: [changed('TagResource', arn, { functionName: reference.name, tags: all })],
    }
  },
})

export const UntagResource = operation<LambdaState>()({
  input: (members, place) => ({ ...readResource(members, place), keys: members.strings('TagKeys') }),
  access: ({ arn }) => [{ action: 'lambda:UntagResource', resource: arn }],
  decide: (state, { arn, reference, keys }, scope) => {
    const { tags } = findFunction(state, scope, reference)
    const left = Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)))
    return {
      output: {},
      facts: [changed('UntagResource', arn, { functionName: reference.name, tags: left })],
    }
  },
})

export const ListTags = operation<LambdaState>()({
  input: readResource,
  access: ({ arn }) => [{ action: 'lambda:ListTags', resource: arn }],
  decide: (state, { reference }, scope) => ({ output: { Tags: findFunction(state, scope, reference).tags } }),
})

function readResource(members: Members, place: Place): { readonly arn: string; readonly reference: Reference } {
  const arn = members.string('Resource', { min: 1, max: 256 })
  const reference = referenceIn(place, arn)
  if (!reference || reference.qualifier)
    throw invalidParameter(
      `The resource ARN ${arn} is not supported: tags belong to functions, without a version or an alias`,
    )
  return { arn, reference }
}
