// The values of a stack's parameters: given, kept from before, or default; refused in AWS's words when the template does not allow them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html

import { ServiceError } from '../core/errors.ts'
import { allowedPattern, NotReadable } from './allowed-pattern.ts'
import type { ParameterValue } from './environment.ts'
import type { ParameterDeclaration, Template } from './template.ts'

/**
 * `previous` holds the values that the caller wants kept (UsePreviousValue), `lookedUp` what Parameter Store has under the names that parameters of
 * such a type give.
 * @throws ServiceError ValidationError naming everything that is missing or wrong
 */
export const parameterValues = (
  template: Template,
  given: Readonly<Record<string, string>>,
  previous: Readonly<Record<string, ParameterValue>> = {},
  lookedUp: Readonly<Record<string, string>> = {},
): Readonly<Record<string, ParameterValue>> => {
  const declared = Object.entries(template.Parameters)
  const unknown = Object.keys(given).filter(name => !(name in template.Parameters))
  if (unknown.length > 0) throw refused(`Parameters: [${unknown.join(', ')}] do not exist in the template`)
  for (const [name, { Type }] of declared) if (!isCarriedOut(Type)) throw refused(typeProblem(name, Type))

  const texts = declared.map(([name]): [string, string | undefined] => [name, textOf(template, name, given, previous)])
  const missing = texts.filter(([, text]) => text === undefined).map(([name]) => name)
  if (missing.length > 0) throw refused(`Parameters: [${missing.join(', ')}] must have values`)

  const values = texts.map(([name, text]): [string, ParameterValue] => {
    const declaration = template.Parameters[name]
    return [name, declaration && isListType(declaration.Type) ? listOf(text ?? '') : (text ?? '')]
  })
  const problems = values.flatMap(([name, value]) => {
    const declaration = template.Parameters[name]
    return declaration ? problemOf(name, value, declaration) : []
  })
  if (problems.length > 0) throw refused(problems.join('\n'))
  return Object.fromEntries(
    values.map(([name, value]): [string, ParameterValue] => {
      const text = lookedUp[name]
      const type = STORED.exec(template.Parameters[name]?.Type ?? '')?.[1]
      if (text === undefined || type === undefined) return [name, value]
      return [name, isListType(type) ? listOf(text) : text]
    }),
  )
}

/** As it was given, kept, or is by default. */
const textOf = (
  { Parameters }: Template,
  name: string,
  given: Readonly<Record<string, string>>,
  previous: Readonly<Record<string, ParameterValue>>,
): string | undefined => {
  const kept = previous[name]
  return given[name] ?? (typeof kept === 'object' ? kept.join(',') : kept) ?? Parameters[name]?.Default
}

/** The names that parameters give whose values Parameter Store has. */
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
export const storedNames = (
  template: Template,
  given: Readonly<Record<string, string>>,
  previous: Readonly<Record<string, ParameterValue>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(template.Parameters).flatMap(([name, { Type }]): [string, string][] => {
      const text = STORED.test(Type) ? textOf(template, name, given, previous) : undefined
      return text === undefined ? [] : [[name, text]]
    }),
  )

const refused = (message: string): ServiceError => new ServiceError('ValidationError', message)

const TYPES = ['String', 'Number', 'CommaDelimitedList', 'List<Number>', 'List<String>']

const STORED = /^AWS::SSM::Parameter::Value<(String|CommaDelimitedList|List<String>)>$/

export const isCarriedOut = (type: string): boolean => TYPES.includes(type) || STORED.test(type)

// Differs from AWS: other types whose values AWS looks up or knows (AWS::EC2::…, AWS::SSM::Parameter::Name) are refused.
const typeProblem = (name: string, type: string): string =>
  type.includes('AWS::')
    ? `The type ${type} of parameter '${name}' is not carried out by the local cloud; those that are: ${[...TYPES, 'AWS::SSM::Parameter::Value<…> of strings'].join(', ')}`
    : `Template format error: Unrecognized parameter type: ${type}`

export const isListType = (type: string): boolean => type === 'CommaDelimitedList' || type.startsWith('List<')

const listOf = (text: string): readonly string[] => (text === '' ? [] : text.split(',').map(item => item.trim()))

const problemOf = (name: string, value: ParameterValue, declaration: ParameterDeclaration): string[] => {
  const items = typeof value === 'string' ? [value] : value
  const problem = items.map(item => itemProblem(item, declaration)).find(found => found !== undefined)
  if (problem === undefined) return []
  const { ConstraintDescription } = declaration
  return [
    `Parameter '${name}' ${ConstraintDescription ? `failed to satisfy constraint: ${ConstraintDescription}` : problem}`,
  ]
}

const itemProblem = (item: string, declaration: ParameterDeclaration): string | undefined => {
  const { Type, AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declaration
  if (Type.includes('Number')) {
    if (item.trim() === '' || Number.isNaN(Number(item))) return 'must be a number'
    if (MinValue !== undefined && Number(item) < MinValue) return `must be a number not less than ${MinValue}`
    if (MaxValue !== undefined && Number(item) > MaxValue) return `must be a number not greater than ${MaxValue}`
  }
  if (MinLength !== undefined && item.length < MinLength) return `must contain at least ${MinLength} characters`
  if (MaxLength !== undefined && item.length > MaxLength) return `must contain at most ${MaxLength} characters`
  if (AllowedValues && !AllowedValues.includes(item)) return 'must be one of AllowedValues'
  return AllowedPattern === undefined ? undefined : patternProblem(item, AllowedPattern)
}

const patternProblem = (item: string, pattern: string): string | undefined => {
  try {
    return allowedPattern(pattern)(item) ? undefined : `must match pattern ${pattern}`
  } catch (error) {
    if (error instanceof NotReadable) return `cannot be checked against pattern ${pattern}: ${error.message}`
    throw error
  }
}
