// GetFunction, GetFunctionConfiguration and ListFunctions: what a function is.

import { WholeList } from '../../../core/pages.ts'
import { operation } from '../../../core/service.ts'
import { describe, describeInList } from '../describe.ts'
import { findFunction, findVersion } from '../lookup.ts'
import { functionArn, readReference } from '../names.ts'
import type { LambdaState } from '../state.ts'

export const GetFunction = operation<LambdaState>()({
  input: members => ({ reference: readReference(members) }),
  access: ({ reference }, scope) => [{ action: 'lambda:GetFunction', resource: functionArn(scope, reference) }],
  perform: async (desk, { reference }) => {
    const { tags, reservedConcurrency } = findFunction(desk.state, desk, reference)
    const configuration = findVersion(desk.state, desk, reference)
    return {
      Configuration: describe(desk, configuration, reference.qualifier),
      // Differs from AWS: Location, a presigned URL of the zip, is left out: the code cannot be downloaded.
      Code: { RepositoryType: 'S3' },
      ...(Object.keys(tags).length > 0 ? { Tags: tags } : {}),
      ...(reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
    }
  },
})

export const GetFunctionConfiguration = operation<LambdaState>()({
  input: members => ({ reference: readReference(members) }),
  access: ({ reference }, scope) => [
    { action: 'lambda:GetFunctionConfiguration', resource: functionArn(scope, reference) },
  ],
  perform: async (desk, { reference }) => describe(desk, findVersion(desk.state, desk, reference), reference.qualifier),
})

export const ListFunctions = operation<LambdaState>()({
  input: members => ({
    everyVersion: members.optionalString('FunctionVersion', { values: ['ALL'] }) === 'ALL',
  }),
  access: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
  perform: async (desk, { everyVersion }) => {
    const known = [...desk.state.functions.values()].sort((a, b) =>
      a.latest.FunctionName < b.latest.FunctionName ? -1 : 1,
    )
    const all = known.flatMap(({ latest, versions }) => (everyVersion ? [latest, ...versions.values()] : [latest]))
    const Functions = WholeList.of(
      all,
      each => describeInList(desk, each, everyVersion ? 'version' : undefined),
      ({ FunctionName, Version }) => [FunctionName, Version],
    )
    return { Functions }
  },
})
