// CreateAlias, GetAlias, UpdateAlias, DeleteAlias, ListAliases: names that point to a version, or share calls between two.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html

import type { Place } from '../../../core/arn.ts'
import { type Members, present } from '../../../core/input/members.ts'
import { WholeList } from '../../../core/pages.ts'
import { operation } from '../../../core/service.ts'
import { checkRevision, findFunction, LATEST } from '../lookup.ts'
import {
  conflict,
  functionArn,
  invalidParameter,
  notFound,
  type Reference,
  readReference,
  unqualified,
} from '../names.ts'
import type { Alias, FunctionState, LambdaState } from '../state.ts'
import { changed } from '../trail.ts'

const NAME = { min: 1, max: 128, pattern: /^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$/ }
const VERSION = { min: 1, max: 1024, pattern: /^(\$LATEST|[0-9]+)$/ }

/** An alias is reached through its function: that is the resource of the permission. */
const readAlias = (members: Members) => ({
  function: unqualified(readReference(members)),
  name: members.string('Name', NAME),
})

export const CreateAlias = operation<LambdaState>()({
  input: members => ({
    ...readAlias(members),
    FunctionVersion: members.string('FunctionVersion', VERSION),
    Description: members.optionalString('Description', { max: 256 }) ?? '',
    weights: readWeights(members),
  }),
  access: (input, scope) => [{ action: 'lambda:CreateAlias', resource: functionArn(scope, input.function) }],
  decide: (state, input, scope) => {
    const known = findFunction(state, scope, input.function)
    const { name: functionName } = input.function
    const arn = functionArn(scope, { name: functionName, qualifier: input.name })
    if (known.aliases.has(input.name)) throw conflict(`Alias already exists: ${arn}`)
    const { FunctionVersion, Description, weights } = input
    checkVersions(known, FunctionVersion, weights ?? {}, scope, functionName)
    const alias: Alias = {
      Name: input.name,
      FunctionVersion,
      Description,
      RevisionId: scope.newId(),
      ...routing(weights),
    }
    return {
      output: describeAlias(scope, functionName, alias),
      facts: [changed('CreateAlias', arn, { functionName, alias })],
    }
  },
})

export const GetAlias = operation<LambdaState>()({
  input: readAlias,
  access: (input, scope) => [{ action: 'lambda:GetAlias', resource: functionArn(scope, input.function) }],
  decide: (state, input, scope) => ({
    output: describeAlias(scope, input.function.name, findAlias(state, scope, input.function, input.name)),
  }),
})

export const UpdateAlias = operation<LambdaState>()({
  input: members => ({
    ...readAlias(members),
    changes: present({
      FunctionVersion: members.optionalString('FunctionVersion', VERSION),
      Description: members.optionalString('Description', { max: 256 }),
    }),
    weights: readWeights(members),
    revision: members.optionalString('RevisionId'),
  }),
  access: (input, scope) => [{ action: 'lambda:UpdateAlias', resource: functionArn(scope, input.function) }],
  decide: (state, input, scope) => {
    const { name: functionName } = input.function
    const { RoutingConfig, ...current } = findAlias(state, scope, input.function, input.name)
    checkRevision(input.revision, current.RevisionId)
    const weights = input.weights ?? RoutingConfig?.AdditionalVersionWeights
    const alias: Alias = { ...current, ...input.changes, ...routing(weights), RevisionId: scope.newId() }
    checkVersions(findFunction(state, scope, input.function), alias.FunctionVersion, weights ?? {}, scope, functionName)
    const arn = functionArn(scope, { name: functionName, qualifier: input.name })
    return {
      output: describeAlias(scope, functionName, alias),
      facts: [changed('UpdateAlias', arn, { functionName, alias })],
    }
  },
})

export const DeleteAlias = operation<LambdaState>()({
  input: readAlias,
  access: (input, scope) => [{ action: 'lambda:DeleteAlias', resource: functionArn(scope, input.function) }],
  decide: (state, { function: reference, name }, scope) => {
    const functionName = reference.name
    const arn = functionArn(scope, { name: functionName, qualifier: name })
    // An alias that is not there is deleted already.
    const known = findFunction(state, scope, reference).aliases.has(name)
    return { output: {}, facts: known ? [changed('DeleteAlias', arn, { functionName, name })] : [] }
  },
})

export const ListAliases = operation<LambdaState>()({
  input: members => ({
    reference: readReference(members),
    version: members.optionalString('FunctionVersion', VERSION),
  }),
  access: ({ reference }, scope) => [
    { action: 'lambda:ListAliases', resource: functionArn(scope, unqualified(reference)) },
  ],
  decide: (state, { reference, version }, scope) => {
    const all = [...findFunction(state, scope, reference).aliases.values()]
    const found = all.filter(each => version === undefined || each.FunctionVersion === version)
    const show = (alias: Alias) => describeAlias(scope, reference.name, alias)
    return { output: { Aliases: WholeList.of(found, show, ({ Name }) => Name) } }
  },
})

/** Absent: unchanged. No entries: no weights any more. */
const readWeights = (members: Members): Readonly<Record<string, number>> | undefined => {
  const config = members.optionalStructure('RoutingConfig')
  if (!config) return undefined
  const weights = config.optionalStructure('AdditionalVersionWeights')
  if (!weights) return {}
  const versions = Object.keys(weights.value)
  if (versions.length > 1)
    throw invalidParameter('The alias can have at most one additional version in its routing configuration')
  return Object.fromEntries(versions.map(version => [version, weights.number(version, { min: 0, max: 1 })]))
}

const routing = (weights: Readonly<Record<string, number>> | undefined): Pick<Alias, 'RoutingConfig'> =>
  weights && Object.keys(weights).length > 0 ? { RoutingConfig: { AdditionalVersionWeights: weights } } : {}

const checkVersions = (
  known: FunctionState,
  version: string,
  weights: Readonly<Record<string, number>>,
  place: Place,
  name: string,
): void => {
  for (const each of [version, ...Object.keys(weights)])
    if (each !== LATEST && !known.versions.has(each))
      throw notFound(`Function not found: ${functionArn(place, { name, qualifier: each })}`)
  if (Object.keys(weights).length === 0) return
  if (version === LATEST || LATEST in weights)
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version')
  if (version in weights)
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    )
}

const findAlias = (state: LambdaState, place: Place, reference: Reference, name: string): Alias => {
  const known = findFunction(state, place, reference)
  const alias = known.aliases.get(name)
  if (!alias) throw notFound(`Cannot find alias arn: ${functionArn(place, { ...reference, qualifier: name })}`)
  return alias
}

const describeAlias = (place: Place, functionName: string, alias: Alias) => ({
  AliasArn: functionArn(place, { name: functionName, qualifier: alias.Name }),
  ...alias,
})
