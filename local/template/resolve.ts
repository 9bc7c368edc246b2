// Carries out the intrinsic functions of a value. Each function is one entry of the table below.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html

import { cidrBlocks } from './cidr.ts'
import type { Environment } from './environment.ts'
import { attributeOf, subVariables, templateFailure } from './references.ts'
import { isList, isMap, LANGUAGE_EXTENSIONS, type Value, type ValueMap } from './template.ts'

/**
 * The value without intrinsic functions; undefined is AWS::NoValue, which takes its property or list item away.
 * @throws ServiceError ValidationError in AWS's words
 */
export const resolve = (value: Value, environment: Environment): Value | undefined => {
  if (typeof value === 'string') return withoutDynamicReferences(value)
  if (isList(value)) return value.map(item => resolve(item, environment)).filter(item => item !== undefined)
  if (!isMap(value)) return value
  const call = functionCall(value)
  if (call) return withoutDynamicReferences(carryOut(call.name, call.argument, environment))
  const entries = Object.entries(value).flatMap(([key, item]): [string, Value][] => {
    const resolved = resolve(item, environment)
    return resolved === undefined ? [] : [[key, resolved]]
  })
  return Object.fromEntries(entries)
}

/** The function that a value is a call of, if it is one. */
export const functionCall = (value: ValueMap): { readonly name: string; readonly argument: Value } | undefined => {
  const [name, ...others] = Object.keys(value)
  if (name === undefined || others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined
  return { name, argument: value[name] ?? null }
}

type Function = (argument: Value, environment: Environment) => Value | undefined

const carryOut: (name: string, argument: Value, environment: Environment) => Value | undefined = (
  name,
  argument,
  environment,
) => {
  const carriedOut = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (!carriedOut) throw templateFailure(unsupportedFunction(name))
  return carriedOut(argument, environment)
}

const ref: Function = (argument, environment) => {
  if (typeof argument !== 'string') throw templateFailure('every Ref object must have a single String value.')
  if (isPseudoParameter(argument)) return PSEUDO_PARAMETERS[argument]?.(environment)
  const parameter = environment.parameters[argument]
  if (parameter !== undefined) return parameter
  const value = environment.ref(argument)
  if (value === undefined)
    throw templateFailure(`Unresolved resource dependencies [${argument}]: it has no physical ID yet`)
  return value
}

const PSEUDO_PARAMETERS: Readonly<Record<string, (environment: Environment) => Value | undefined>> = {
  'AWS::AccountId': ({ place }) => place.account,
  'AWS::Region': ({ place }) => place.region,
  'AWS::Partition': () => 'aws',
  'AWS::URLSuffix': () => 'amazonaws.com',
  'AWS::StackName': ({ stackName }) => stackName,
  'AWS::StackId': ({ stackId }) => stackId,
  'AWS::NotificationARNs': ({ notificationArns }) => notificationArns,
  'AWS::NoValue': () => undefined,
}

export const isPseudoParameter = (name: string): boolean => Object.hasOwn(PSEUDO_PARAMETERS, name)

const getAtt: Function = (argument, environment) => {
  const { logicalId, attribute } = attributeOf(argument)
  const name = typeof attribute === 'string' ? attribute : textOf(attribute, environment, 'Fn::GetAtt')
  const value = environment.attribute(logicalId, name)
  if (value === undefined)
    throw templateFailure(`resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`)
  return value
}

const sub: Function = (argument, environment) => {
  const { text, variables } = subVariables(argument)
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    const key = name.trim()
    const own = variables[key]
    if (own !== undefined) return textOf(own, environment, 'Fn::Sub')
    return textOf(key.includes('.') ? { 'Fn::GetAtt': key } : { Ref: key }, environment, 'Fn::Sub')
  })
}

const join: Function = (argument, environment) => {
  const [delimiter, items] = isList(argument) ? argument : []
  const list = resolvedList(items, environment)
  if (typeof delimiter !== 'string' || !list)
    throw templateFailure(
      'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    )
  return list.map(item => scalar(item, 'Fn::Join')).join(delimiter)
}

const select: Function = (argument, environment) => {
  const [given, items] = isList(argument) ? argument : []
  const index = Number(given === undefined ? Number.NaN : resolve(given, environment))
  const list = resolvedList(items, environment)
  if (!Number.isInteger(index) || !list)
    throw templateFailure('Fn::Select requires a list argument with two elements: an integer index and a list')
  const selected = list[index]
  if (selected === undefined) throw templateFailure(`Fn::Select cannot select nonexistent value at index ${index}`)
  return selected
}

const split: Function = (argument, environment) => {
  const [delimiter, given] = isList(argument) ? argument : []
  if (typeof delimiter !== 'string' || delimiter === '' || given === undefined)
    throw templateFailure(
      'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    )
  return textOf(given, environment, 'Fn::Split').split(delimiter)
}

const ifThen: Function = (argument, environment) => {
  const [name, yes, no] = isList(argument) ? argument : []
  if (typeof name !== 'string' || yes === undefined || no === undefined)
    throw templateFailure('Fn::If requires a list argument with three elements: a condition name and two values')
  const condition = environment.conditions[name]
  if (condition === undefined) throw templateFailure(`unresolved condition dependency: ${name}`)
  return resolve(condition ? yes : no, environment)
}

const findInMap: Function = (argument, environment) => {
  const [map, top, second, options] = isList(argument) ? argument : []
  if (map === undefined || top === undefined || second === undefined)
    throw templateFailure(
      'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
    )
  const [mapName, topKey, secondKey] = [map, top, second].map(key => textOf(key, environment, 'Fn::FindInMap'))
  const found = environment.template.Mappings[mapName ?? '']?.[topKey ?? '']?.[secondKey ?? '']
  if (found !== undefined) return resolve(found, environment)
  const fallback = isMap(options) ? options.DefaultValue : undefined
  if (fallback !== undefined) {
    needLanguageExtensions('DefaultValue of Fn::FindInMap', environment)
    return resolve(fallback, environment)
  }
  if (!environment.template.Mappings[mapName ?? ''])
    throw templateFailure(`Mapping named '${mapName}' is not present in the 'Mappings' section of template.`)
  throw templateFailure(`Unable to get mapping for ${mapName}::${topKey}::${secondKey}`)
}

const base64: Function = (argument, environment) =>
  Buffer.from(textOf(argument, environment, 'Fn::Base64')).toString('base64')

const importValue: Function = (argument, environment) => {
  const name = textOf(argument, environment, 'Fn::ImportValue')
  const value = environment.importValue(name)
  if (value === undefined) throw templateFailure(`No export named ${name} found.`, '')
  return value
}

// Differs from AWS: every Region has the zones a, b and c.
const getAZs: Function = (argument, environment) => {
  const region = textOf(argument, environment, 'Fn::GetAZs') || environment.place.region
  return ['a', 'b', 'c'].map(zone => `${region}${zone}`)
}

const cidr: Function = (argument, environment) => {
  const resolved = resolvedList(argument, environment)
  const [block, count, bits = 8] = resolved ?? []
  if (typeof block !== 'string' || count === undefined)
    throw templateFailure(
      'every Fn::Cidr object requires two parameters, (1) an IP block and (2) the number of subnets',
    )
  return cidrBlocks(block, Number(count), Number(bits))
}

const transform: Function = argument => {
  const name = isMap(argument) ? argument.Name : argument
  throw templateFailure(`Fn::Transform with ${String(name)} is not carried out by the local cloud`)
}

const toJsonString: Function = (argument, environment) => {
  needLanguageExtensions('Fn::ToJsonString', environment)
  return JSON.stringify(resolve(argument, environment))
}

const length: Function = (argument, environment) => {
  needLanguageExtensions('Fn::Length', environment)
  const list = resolvedList(argument, environment)
  if (!list) throw templateFailure('Fn::Length requires a list')
  return list.length
}

const getStackOutput: Function = () => {
  throw templateFailure('Fn::GetStackOutput is not carried out by the local cloud')
}

const inConditionsOnly: Function = () => {
  throw templateFailure(
    'Fn::And, Fn::Equals, Fn::Not and Fn::Or are only allowed in the Conditions and Rules blocks and inside each other',
  )
}

const FUNCTIONS: Readonly<Record<string, Function>> = {
  Ref: ref,
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': ifThen,
  'Fn::FindInMap': findInMap,
  'Fn::Base64': base64,
  'Fn::ImportValue': importValue,
  'Fn::GetAZs': getAZs,
  'Fn::Cidr': cidr,
  'Fn::Transform': transform,
  'Fn::GetStackOutput': getStackOutput,
  'Fn::ToJsonString': toJsonString,
  'Fn::Length': length,
  'Fn::And': inConditionsOnly,
  'Fn::Or': inConditionsOnly,
  'Fn::Not': inConditionsOnly,
  'Fn::Equals': inConditionsOnly,
}

/** Those of conditions and rules too. */
export const isFunction = (name: string): boolean =>
  Object.hasOwn(FUNCTIONS, name) || RULE_FUNCTIONS.includes(name) || name.startsWith('Fn::ForEach')

const RULE_FUNCTIONS = ['Fn::Contains', 'Fn::EachMemberEquals', 'Fn::EachMemberIn']

// Unverified: which functions AWS lists, and in what order.
export const unsupportedFunction = (name: string): string =>
  `Encountered unsupported function: ${name} Supported functions are: [${[...Object.keys(FUNCTIONS), 'Condition', ...RULE_FUNCTIONS].join(', ')}]`

const needLanguageExtensions = (feature: string, { template }: Environment): void => {
  if (!template.Transform.includes(LANGUAGE_EXTENSIONS))
    throw templateFailure(`${feature} needs 'Transform: ${LANGUAGE_EXTENSIONS}' in the template`)
}

/** A list after its items and functions were resolved; undefined when the value is no list. */
const resolvedList = (value: Value | undefined, environment: Environment): readonly Value[] | undefined => {
  const resolved = value === undefined ? undefined : resolve(value, environment)
  return isList(resolved) ? resolved : undefined
}

/** The value as text, for a function that needs text. */
export const textOf = (value: Value, environment: Environment, where: string): string =>
  scalar(resolve(value, environment), where)

const scalar = (value: Value | undefined, where: string): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  // Unverified: AWS joins a list of strings with commas where a function needs text.
  if (isList(value) && value.every(item => typeof item === 'string')) return value.join(',')
  throw templateFailure(`${where} needs a string here, got ${JSON.stringify(value ?? null)}`)
}

/** Also what functions make, and values of parameters: the parts of a dynamic reference may come together only here. */
const withoutDynamicReferences = (value: Value | undefined): Value | undefined => {
  const reference = typeof value === 'string' ? /\{\{resolve:[^}]*\}\}/.exec(value) : undefined
  if (reference) throw templateFailure(`The dynamic reference ${reference[0]} is not carried out by the local cloud`)
  if (isList(value)) for (const item of value) withoutDynamicReferences(item)
  return value
}
