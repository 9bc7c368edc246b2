// DeleteFunction: takes away a function with all that belongs to it, or one of its versions.
// https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html

import { operation } from '../../../core/service.ts'
import { findFunction, LATEST } from '../lookup.ts'
import { conflict, functionArn, invalidParameter, notFound, readReference } from '../names.ts'
import type { FunctionState, LambdaState } from '../state.ts'
import { changed } from '../trail.ts'

export const DeleteFunction = operation<LambdaState>()({
  input: members => ({ reference: readReference(members) }),
  access: ({ reference }, scope) => [{ action: 'lambda:DeleteFunction', resource: functionArn(scope, reference) }],
  decide: (state, { reference }, scope) => {
    const known = findFunction(state, scope, reference)
    const { name, qualifier } = reference
    if (qualifier !== undefined) checkVersion(known, qualifier, functionArn(scope, reference))
    const asked = { functionName: name, ...(qualifier ? { qualifier } : {}) }
    // StatusCode is 204 unless a durable execution goes on.
    return {
      output: { StatusCode: 204 },
      facts: [changed('DeleteFunction', functionArn(scope, reference), asked)],
    }
  },
})

const checkVersion = ({ versions, aliases }: FunctionState, version: string, arn: string): void => {
  if (version === LATEST) throw invalidParameter('$LATEST version cannot be deleted without deleting the function.')
  if (!/^\d+$/.test(version)) throw invalidParameter('Deletion of aliases is not currently supported.')
  if (!versions.has(version)) throw notFound(`Function not found: ${arn}`)
  const users = [...aliases.values()].filter(
    ({ FunctionVersion, RoutingConfig }) =>
      FunctionVersion === version || version in (RoutingConfig?.AdditionalVersionWeights ?? {}),
  )
  if (users.length > 0)
    throw conflict(
      `Unable to delete version because the following aliases reference it: [${users.map(({ Name }) => Name).join(', ')}]`,
    )
}
