// Tags of parameters.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html

import type { Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { tagsIn } from '../../../core/tags.ts'
import { parameterArn, readSelected } from '../names.ts'
import type { Parameter, SsmState } from '../state.ts'
import { changed } from '../trail.ts'

const readResource = (members: Members, place: Place): { readonly name: string } => {
  members.only('ResourceType', 'Parameter')
  return { name: readSelected(members.string('ResourceId'), place).name }
}

const taggedOf = ({ parameters }: SsmState, name: string): Parameter => {
  const parameter = parameters.get(name)
  if (!parameter) throw new ServiceError('InvalidResourceId', 'Invalid Resource Id')
  return parameter
}

const addTagsToResource = operation<SsmState>()({
  input: (members, place) => ({
    ...readResource(members, place),
    tags: tagsIn(members.structures('Tags').map(tag => ({ Key: tag.string('Key'), Value: tag.string('Value') }))),
  }),
  access: ({ name }, scope) => [{ action: 'ssm:AddTagsToResource', resource: parameterArn(scope, name) }],
  decide: (state, { name, tags }) => ({
    output: {},
    facts: [changed('AddTagsToResource', taggedOf(state, name).ARN, { name, tags })],
  }),
})

const removeTagsFromResource = operation<SsmState>()({
  input: (members, place) => ({ ...readResource(members, place), keys: members.strings('TagKeys') }),
  access: ({ name }, scope) => [{ action: 'ssm:RemoveTagsFromResource', resource: parameterArn(scope, name) }],
  decide: (state, { name, keys }) => ({
    output: {},
    facts: [changed('RemoveTagsFromResource', taggedOf(state, name).ARN, { name, keys })],
  }),
})

const listTagsForResource = operation<SsmState>()({
  input: readResource,
  access: ({ name }, scope) => [{ action: 'ssm:ListTagsForResource', resource: parameterArn(scope, name) }],
  decide: (state, { name }) => ({
    output: { TagList: Object.entries(taggedOf(state, name).tags).map(([Key, Value]) => ({ Key, Value })) },
  }),
})

export const tagging: Readonly<Record<string, Operation<SsmState>>> = {
  AddTagsToResource: addTagsToResource,
  RemoveTagsFromResource: removeTagsFromResource,
  ListTagsForResource: listTagsForResource,
}
