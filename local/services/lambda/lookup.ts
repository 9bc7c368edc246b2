// Finds what a reference stands for, or refuses in AWS's words.

import type { Place } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import { functionArn, notFound, type Reference } from './names.ts'
import type { Configuration, FunctionState, LambdaState } from './state.ts'

export const LATEST = '$LATEST'

/** @throws ServiceError ResourceNotFoundException */
export const findFunction = (state: LambdaState, place: Place, reference: Reference): FunctionState => {
  checkPlace(place, reference)
  const known = state.functions.get(reference.name)
  if (!known) throw notFound(`Function not found: ${functionArn(place, reference)}`)
  return known
}

/** @throws ServiceError ResourceNotFoundException for a reference to another partition, Region or account */
export const checkPlace = (place: Place, reference: Reference): void => {
  const { partition = 'aws', region = place.region, account = place.account } = reference
  if (region !== place.region)
    throw notFound(`Functions from '${region}' are not reachable in this region ('${place.region}')`)
  if (partition !== 'aws' || account !== place.account)
    throw notFound(`Function not found: ${functionArn(place, reference)}`)
}

/** The version behind a qualifier; an alias with weights gives the one that `chance` (0 to 1) falls on. */
export const findVersion = (
  state: LambdaState,
  place: Place,
  reference: Reference,
  chance: () => number = () => 1,
): Configuration => {
  const known = findFunction(state, place, reference)
  const { qualifier } = reference
  if (qualifier === undefined || qualifier === LATEST) return known.latest
  const alias = known.aliases.get(qualifier)
  const version = alias
    ? routed(alias.FunctionVersion, alias.RoutingConfig?.AdditionalVersionWeights, chance)
    : qualifier
  const found = version === LATEST ? known.latest : known.versions.get(version)
  if (!found) throw notFound(`Function not found: ${functionArn(place, reference)}`)
  return found
}

const routed = (
  version: string,
  weights: Readonly<Record<string, number>> | undefined,
  chance: () => number,
): string => {
  if (!weights) return version
  const [other, weight] = Object.entries(weights)[0] ?? []
  return other !== undefined && weight !== undefined && chance() < weight ? other : version
}

/** A qualifier must be `$LATEST`, a version or an alias that exists. */
export const checkQualifier = (state: LambdaState, place: Place, reference: Reference): FunctionState => {
  findVersion(state, place, reference)
  return findFunction(state, place, reference)
}

export const checkRevision = (given: string | undefined, current: string | undefined): void => {
  if (given === undefined || given === current) return
  throw new ServiceError(
    'PreconditionFailedException',
    'The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias/GetPolicy API to retrieve the latest RevisionId',
    412,
  )
}
