// TagResource, UntagResource, ListTagsForResource.

import type { Members } from '../../../core/input/members.ts'
import type { Access } from '../../../core/policy.ts'
import { operation, type Scope } from '../../../core/service.ts'
import { findTagged } from '../find.ts'
import type { CodePipelineState } from '../state.ts'
import { changed, type Tag } from '../trail.ts'

export const parseTags = (members: Members): readonly Tag[] =>
  members.structures('tags').map(tag => ({ key: tag.string('key'), value: tag.string('value') }))

const resourceArn = (members: Members): string => members.string('resourceArn')

/** The resource is what the call names, whether or not it exists. */
const on = (operationName: string, arn: string): readonly Access[] => [
  { action: `codepipeline:${operationName}`, resource: arn },
]

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_TagResource.html */
export const TagResource = operation<CodePipelineState>()({
  input: members => ({ arn: resourceArn(members), tags: parseTags(members) }),
  access: ({ arn }) => on('TagResource', arn),
  decide: (state, { arn, tags }, scope: Scope) => {
    const pipelineName = findTagged(state, arn).declaration.name
    return { output: {}, facts: [changed(scope, pipelineName, 'TagResource', { pipelineName, tags })] }
  },
})

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_UntagResource.html */
export const UntagResource = operation<CodePipelineState>()({
  input: members => ({ arn: resourceArn(members), tagKeys: members.strings('tagKeys') }),
  access: ({ arn }) => on('UntagResource', arn),
  decide: (state, { arn, tagKeys }, scope) => {
    const pipelineName = findTagged(state, arn).declaration.name
    return { output: {}, facts: [changed(scope, pipelineName, 'UntagResource', { pipelineName, tagKeys })] }
  },
})

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListTagsForResource.html: 50 tags fit one page */
export const ListTagsForResource = operation<CodePipelineState>()({
  input: members => ({ arn: resourceArn(members) }),
  access: ({ arn }) => on('ListTagsForResource', arn),
  decide: (state, { arn }) => ({
    output: { tags: [...findTagged(state, arn).tags].map(([key, value]) => ({ key, value })) },
  }),
})
