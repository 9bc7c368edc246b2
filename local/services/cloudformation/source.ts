// A template that may be deployed: parsed, its parameters filled in, transformed, and checked for everything that can be known beforehand.

import type { Place } from '../../core/arn.ts'
import { messageOf, ServiceError } from '../../core/errors.ts'
import { conditionValues, ruleProblems } from '../../template/conditions.ts'
import type { Environment } from '../../template/environment.ts'
import { exists } from '../../template/graph.ts'
import type { Attempt } from '../../template/serverless/transform.ts'
import { leftOut, templateProblems } from '../../template/structure.ts'
import { LANGUAGE_EXTENSIONS, SERVERLESS_TRANSFORM, type Template } from '../../template/template.ts'
import { nullsAfter } from '../../template/text/nulls.ts'
import { requiredCapabilities } from './capabilities.ts'
import type { Draft, Source } from './documents.ts'
import type { ResourceTypes } from './resources/resource-type.ts'
import { HIDDEN, type Parameter } from './state.ts'
import { supportProblems } from './support.ts'

/** What Parameter Store has under each of the names, as whoever deploys. */
export type LookUp = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>

/** What AWS::StackName and AWS::StackId are, of a stack that is not there yet as well. */
export interface StackIdentity {
  readonly stackName: string
  readonly stackId: string
}

/** The template as it was given, with the values of its parameters. */
export interface Read extends Source {
  readonly transforms: readonly string[]
  readonly lookedUp: Readonly<Record<string, string>>
}

/** @throws ServiceError ValidationError for text, parameters and rules */
export const readDraft = async (draft: Draft, place: Place, stack: StackIdentity, lookUp?: LookUp): Promise<Read> => {
  const { parseTemplate } = await import('../../template/parse.ts')
  const template = parseTemplate(draft.text)
  const unknown = template.Transform.filter(name => name !== SERVERLESS_TRANSFORM && name !== LANGUAGE_EXTENSIONS)
  if (unknown.length > 0) throw invalid(`No transform named ${unknown.join(', ')} found.`)
  const module = await import('../../template/parameters.ts')
  const previous = Object.fromEntries(Object.entries(draft.previous).filter(([name]) => name in template.Parameters))
  module.parameterValues(template, draft.given, previous)
  const stored = module.storedNames(template, draft.given, previous)
  const lookedUp = draft.lookedUp ?? (await valuesOf(stored, lookUp))
  const parameters = module.parameterValues(template, draft.given, previous, lookedUp)
  const broken = ruleProblems(environmentBefore({ text: draft.text, template, parameters }, place, stack))
  if (broken.length > 0) throw invalid(`Template error: ${broken.join('; ')}`)
  return { text: draft.text, template, parameters, stored, lookedUp, transforms: template.Transform }
}

const valuesOf = async (
  stored: Readonly<Record<string, string>>,
  lookUp: LookUp | undefined,
): Promise<Readonly<Record<string, string>>> => {
  const names = [...new Set(Object.values(stored))]
  if (names.length === 0 || !lookUp) return {}
  const values = await lookUp(names)
  return Object.fromEntries(Object.entries(stored).map(([parameter, name]) => [parameter, values.get(name) ?? '']))
}

/**
 * Carries out the transforms, and checks the result.
 * @throws ServiceError ValidationError with every problem at once; InsufficientCapabilitiesException
 */
export const processSource = async (
  read: Read,
  options: {
    readonly place: Place
    readonly stack: StackIdentity
    readonly types: ResourceTypes
    readonly capabilities: readonly string[]
    /** A change set shows what a transform makes, so it needs no CAPABILITY_AUTO_EXPAND. */
    readonly expands: boolean
  },
): Promise<Source> => {
  const { transformed, problems } = await attemptTransforms(read, options.place)
  const { text, parameters, stored = {} } = read
  const source: Source = {
    text,
    template: transformed,
    parameters,
    ...(Object.keys(stored).length > 0 && { stored }),
  }
  const environment = ifPossible(() => environmentBefore(source, options.place, options.stack))
  const said = problems.length > 0 ? problems : wrongIn(source.template, read.transforms)
  const gone = said.length === 0 && environment ? leftOut(source.template, environment.conditions) : []
  const refused = [...said, ...gone.map(({ message }) => message)]
  const unsupported = environment ? supportProblems(source.template, environment, options.types) : []
  const everything = [...new Set([...refused, ...unsupported])].join('\n')
  if (refused.length > 0) throw invalid(everything)
  const { conditions } = environment ?? environmentBefore(source, options.place, options.stack)
  const needed = requiredCapabilities(source.template, conditions, options.expands ? read.transforms : [])
  const missing = needed.filter(capability => !holds(options.capabilities, capability))
  if (missing.length > 0)
    throw new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`)
  if (unsupported.length > 0) throw invalid(everything)
  return source
}

const wrongIn = (template: Template, transforms: readonly string[]): readonly string[] => {
  const nulls = transforms.length > 0 ? nullsAfter(template.Resources) : []
  return (nulls.length > 0 ? nulls : templateProblems(template)).map(({ message }) => message)
}

/** Undefined where conditions cannot be worked out, which is said elsewhere. */
const ifPossible = <Result>(work: () => Result): Result | undefined => {
  try {
    return work()
  } catch (error) {
    if (error instanceof ServiceError) return undefined
    throw error
  }
}

const holds = (given: readonly string[], capability: string): boolean =>
  given.includes(capability) || (capability === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM'))

const attemptTransforms = async (read: Read, place: Place): Promise<Attempt> => {
  if (!read.transforms.includes(SERVERLESS_TRANSFORM)) return { transformed: read.template, problems: [] }
  const { attemptServerless } = await import('../../template/serverless/transform.ts')
  const { transformFailed } = await import('../../template/serverless/problem.ts')
  try {
    const { transformed, problems } = attemptServerless(read.template, read.parameters, place)
    return { transformed, problems: problems.length > 0 ? [messageOf(transformFailed(problems))] : [] }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    throw invalid(`Transform ${SERVERLESS_TRANSFORM} failed with: ${messageOf(error)}`)
  }
}

/** Enough for conditions and rules: nothing of the stack exists yet. */
export const environmentBefore = (source: Source, place: Place, stack: StackIdentity): Environment => {
  const environment = {
    place,
    ...stack,
    notificationArns: [],
    template: source.template,
    parameters: source.parameters,
    ref: () => undefined,
    attribute: () => undefined,
    importValue: () => undefined,
  }
  return { ...environment, conditions: conditionValues(environment) }
}

/** The logical IDs that exist under the conditions. */
export const declaredResources = (source: Source, conditions: Readonly<Record<string, boolean>>): readonly string[] =>
  Object.entries(source.template.Resources)
    .filter(([, resource]) => exists(resource, conditions))
    .map(([logicalId]) => logicalId)

/** As DescribeStacks shows them: values marked NoEcho are hidden. */
export const shownParameters = ({ template, parameters, stored = {} }: Source): readonly Parameter[] =>
  Object.entries(parameters).map(([ParameterKey, value]) => {
    const text = typeof value === 'string' ? value : value.join(',')
    const name = stored[ParameterKey]
    if (template.Parameters[ParameterKey]?.NoEcho) return { ParameterKey, ParameterValue: HIDDEN }
    return { ParameterKey, ParameterValue: name ?? text, ...(name !== undefined && { ResolvedValue: text }) }
  })

export const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message)
