// The filters of DescribeParameters and GetParametersByPath.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html

import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import { newestOf, type Parameter } from './state.ts'

export interface Filter {
  readonly key: string
  readonly option: string
  readonly values: readonly string[]
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  Name: ['Equals', 'BeginsWith', 'Contains'],
  Path: ['OneLevel', 'Recursive'],
}

/** @throws ServiceError InvalidFilterKey, InvalidFilterOption, InvalidFilterValue */
export const readFilters = (members: Members, keys: readonly string[]): readonly Filter[] =>
  members.structures('ParameterFilters').map(filter => {
    const key = filter.string('Key', { min: 1, max: 132 })
    const known = keys.includes(key) || (keys.includes('tag:') && key.startsWith('tag:'))
    if (!known)
      throw new ServiceError('InvalidFilterKey', `The filter key ${key} is not valid; there are ${keys.join(', ')}`)
    const options = OPTIONS[key] ?? ['Equals']
    const option = filter.optionalString('Option') ?? options[0] ?? 'Equals'
    if (!options.includes(option))
      throw new ServiceError(
        'InvalidFilterOption',
        `The following filter option is not valid: ${option}. Valid options include: [${options.join(', ')}].`,
      )
    const values = filter.strings('Values')
    if (values.length === 0 && !key.startsWith('tag:'))
      throw new ServiceError(
        'InvalidFilterValue',
        `The following filter values are missing : null for filter key ${key}.`,
      )
    return { key, option, values }
  })

/** What every filter lets through. */
export const filtered = (parameters: readonly Parameter[], filters: readonly Filter[]): Parameter[] =>
  parameters.filter(parameter => filters.every(filter => passes(parameter, filter)))

const passes = (parameter: Parameter, { key, option, values }: Filter): boolean => {
  const { Type, KeyId, Tier } = newestOf(parameter)
  if (key.startsWith('tag:')) {
    const value = parameter.tags[key.slice('tag:'.length)]
    return value !== undefined && (values.length === 0 || values.includes(value))
  }
  switch (key) {
    case 'Path':
      return values.some(path => isBelow(parameter.Name, path, option === 'Recursive'))
    case 'Type':
      return values.includes(Type)
    case 'KeyId':
      return KeyId !== undefined && values.includes(KeyId)
    case 'Tier':
      return values.includes(Tier)
    case 'DataType':
      return values.includes('text')
    default:
      return values.some(value => isNamed(parameter.Name, value, option))
  }
}

const isBelow = (name: string, path: string, recursive: boolean): boolean => {
  const prefix = path.endsWith('/') ? path : `${path}/`
  return name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes('/'))
}

const isNamed = (name: string, value: string, option: string): boolean => {
  if (option === 'BeginsWith') return name.startsWith(value)
  return option === 'Contains' ? name.includes(value) : name === value
}
