// PublishVersion and ListVersionsByFunction: unchangeable copies of a function, numbered from 1.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html

import { apiCall } from '../../../core/event.ts'
import { type Desk, operation } from '../../../core/service.ts'
import { present, refuseUnsupported } from '../configuration.ts'
import { describe } from '../describe.ts'
import { checkRevision, findFunction } from '../lookup.ts'
import { functionArn, invalidParameter, readReference, unqualified } from '../names.ts'
import { page, readPaging } from '../paging.ts'
import type { Configuration, LambdaState } from '../state.ts'

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
  perform: async (desk, { reference, expected, changes }) => {
    const { latest } = findFunction(desk.state, desk, reference)
    checkRevision(expected.revision, latest.RevisionId)
    if (expected.sha256 !== undefined && expected.sha256 !== latest.CodeSha256)
      throw invalidParameter(
        `CodeSHA256 (${expected.sha256}) is different from current CodeSHA256 in $LATEST (${latest.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
      )
    return describe(desk, publish(desk, reference.name, changes), 'version')
  },
})

/** A new version; the newest one again when nothing has changed since. */
export const publish = (
  desk: Desk<LambdaState>,
  name: string,
  changes: { readonly Description?: string },
): Configuration => {
  const known = findFunction(desk.state, desk, { name })
  const newest = known.versions.get(String(known.published))
  if (newest && known.publishedFrom === known.latest.RevisionId) return newest
  const Version = String(known.published + 1)
  const version: Configuration = { ...known.latest, ...changes, Version, RevisionId: desk.newId() }
  desk.record(
    apiCall(
      'lambda',
      'PublishVersion',
      functionArn(desk, { name, qualifier: Version }),
      { functionName: name },
      version,
    ),
  )
  return version
}

export const ListVersionsByFunction = operation<LambdaState>()({
  input: members => ({ reference: readReference(members), paging: readPaging(members) }),
  access: ({ reference }, scope) => [
    { action: 'lambda:ListVersionsByFunction', resource: functionArn(scope, unqualified(reference)) },
  ],
  perform: async (desk, { reference, paging }) => {
    const known = findFunction(desk.state, desk, reference)
    const { items, ...next } = page([known.latest, ...known.versions.values()], paging)
    return { Versions: items.map(version => describe(desk, version, 'version')), ...next }
  },
})
