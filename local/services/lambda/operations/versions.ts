// PublishVersion and ListVersionsByFunction: unchangeable copies of a function, numbered from 1.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html

import type { Fact } from '../../../core/event.ts'
import { present } from '../../../core/input/members.ts'
import { WholeList } from '../../../core/pages.ts'
import { type Moment, operation } from '../../../core/service.ts'
import { refuseUnsupported } from '../configuration.ts'
import { describe, describeInList } from '../describe.ts'
import { checkRevision, findFunction } from '../lookup.ts'
import { functionArn, invalidParameter, readReference, unqualified } from '../names.ts'
import type { Configuration, FunctionState, LambdaState } from '../state.ts'
import { changed } from '../trail.ts'

export const PublishVersion = operation<LambdaState>()({
  input: members => {
    refuseUnsupported(members)
    return {
      reference: readReference(members),
      expected: present({
        sha256: members.optionalString('CodeSha256'),
        revision: members.optionalString('RevisionId'),
      }),
      changes: present({ Description: members.optionalString('Description', { max: 256 }) }),
    }
  },
  access: ({ reference }, scope) => [
    { action: 'lambda:PublishVersion', resource: functionArn(scope, unqualified(reference)) },
  ],
  perform: async (desk, { reference, expected, changes }, { answer }) => {
    const { latest } = findFunction(desk.state, desk, reference)
    checkRevision(expected.revision, latest.RevisionId)
    if (expected.sha256 !== undefined && expected.sha256 !== latest.CodeSha256)
      throw invalidParameter(
        `CodeSHA256 (${expected.sha256}) is different from current CodeSHA256 in $LATEST (${latest.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
      )
    const { version, facts } = publish(desk, findFunction(desk.state, desk, reference), changes)
    return answer(describe(desk, version, 'version'), ...facts)
  },
})

/** A new version, and the fact of it; the newest one again when nothing has changed since. */
export const publish = (
  moment: Pick<Moment, 'account' | 'region' | 'newId'>,
  known: Pick<FunctionState, 'latest' | 'versions' | 'published' | 'publishedFrom'>,
  changes: { readonly Description?: string },
): { readonly version: Configuration; readonly facts: readonly Fact[] } => {
  const newest = known.versions.get(String(known.published))
  if (newest && known.publishedFrom === known.latest.RevisionId) return { version: newest, facts: [] }
  const Version = String(known.published + 1)
  const version: Configuration = { ...known.latest, ...changes, Version, RevisionId: moment.newId() }
  const arn = functionArn(moment, { name: version.FunctionName, qualifier: Version })
  return { version, facts: [changed('PublishVersion', arn, version)] }
}

export const ListVersionsByFunction = operation<LambdaState>()({
  input: members => ({ reference: readReference(members) }),
  access: ({ reference }, scope) => [
    { action: 'lambda:ListVersionsByFunction', resource: functionArn(scope, unqualified(reference)) },
  ],
  perform: async (desk, { reference }) => {
    const known = findFunction(desk.state, desk, reference)
    const Versions = WholeList.of(
      [known.latest, ...known.versions.values()],
      version => describeInList(desk, version, 'version'),
      ({ Version }) => Version,
    )
    return { Versions }
  },
})
