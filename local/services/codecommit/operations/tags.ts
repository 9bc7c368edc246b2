// Tags of repositories.

import { type Place, resourceIn } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { repositoryNamed } from '../names.ts'
import { taggedInOnePage } from '../pages.ts'
import type { CodeCommitState } from '../state.ts'
import { changed } from '../trail.ts'

const define = operation<CodeCommitState>()

const resourceOf = (
  members: Members,
  place: Place,
): { readonly resourceArn: string; readonly repositoryName: string } => {
  const resourceArn = members.string('resourceArn')
  const repositoryName = resourceIn(place, 'codecommit', resourceArn)
  if (repositoryName === undefined)
    throw new ServiceError(
      'InvalidResourceArnException',
      `'${resourceArn}' is not the ARN of a CodeCommit repository in ${place.region} of account ${place.account}`,
    )
  return { resourceArn, repositoryName }
}

const access =
  (action: string) =>
  <Input extends { readonly resourceArn: string }>({ resourceArn }: Input) => [
    { action: `codecommit:${action}`, resource: resourceArn },
  ]

const TagResource = define({
  input: (members, place) => {
    members.mustHave('tags')
    return { ...resourceOf(members, place), tags: members.map('tags') }
  },
  access: access('TagResource'),
  decide: (state, { repositoryName, tags }) => {
    const { Arn } = repositoryNamed(state, repositoryName)
    return { output: {}, facts: [changed('TagResource', Arn, { repositoryName, tags })] }
  },
})

const UntagResource = define({
  input: (members, place) => {
    members.mustHave('tagKeys')
    return { ...resourceOf(members, place), tagKeys: members.strings('tagKeys') }
  },
  access: access('UntagResource'),
  decide: (state, { repositoryName, tagKeys }) => {
    const { Arn } = repositoryNamed(state, repositoryName)
    return { output: {}, facts: [changed('UntagResource', Arn, { repositoryName, tagKeys })] }
  },
})

const ListTagsForResource = define({
  input: resourceOf,
  access: access('ListTagsForResource'),
  decide: (state, { repositoryName }) => ({ output: { tags: repositoryNamed(state, repositoryName).tags } }),
})

export const tags: Readonly<Record<string, Operation<CodeCommitState>>> = {
  TagResource,
  UntagResource,
  ListTagsForResource: taggedInOnePage(ListTagsForResource),
}
