// GetParameter, GetParameters, GetParametersByPath and GetParameterHistory.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html

import type { Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { WholeList } from '../../../core/pages.ts'
import type { Principal } from '../../../core/principal.ts'
import { type Desk, type Operation, operation } from '../../../core/service.ts'
import { filtered, readFilters } from '../filters.ts'
import { readValue } from '../machine/values.ts'
import { type Found, find, notFound, parameterArn, readSelected, validation } from '../names.ts'
import { newestOf, type SsmState } from '../state.ts'

const NAME = { min: 1, max: 2048 }

const shown = async (
  desk: Desk<SsmState>,
  principal: Principal,
  { parameter, version, selector }: Found,
  decrypts: boolean,
) => ({
  Name: parameter.Name,
  Type: version.Type,
  Value: await readValue(desk, principal, parameter.ARN, version, decrypts),
  Version: version.Version,
  ...(selector !== undefined && { Selector: selector }),
  LastModifiedDate: new Date(version.LastModifiedDate),
  ARN: parameter.ARN,
  DataType: 'text',
})

const readNames = (members: Members, place: Place): readonly (readonly [given: string, name: string])[] => {
  members.mustHave('Names')
  const names = members.strings('Names')
  if (names.length === 0 || names.length > 10)
    throw members.wrong(
      'Names',
      `[${names.join(', ')}]`,
      `Member must have length ${names.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 10'}`,
    )
  return names.map(given => [given, readSelected(given, place).name] as const)
}

const getParameter = operation<SsmState>()({
  input: (members, place) => ({
    selected: readSelected(members.string('Name', NAME), place),
    decrypts: members.boolean('WithDecryption'),
  }),
  access: ({ selected }, scope) => [{ action: 'ssm:GetParameter', resource: parameterArn(scope, selected.name) }],
  perform: async (desk, { selected, decrypts }, { principal }) => {
    const found = find(desk.state, selected)
    if (!found) throw notFound()
    return { Parameter: await shown(desk, principal, found, decrypts) }
  },
})

const getParameters = operation<SsmState>()({
  input: (members, place) => ({ names: readNames(members, place), decrypts: members.boolean('WithDecryption') }),
  access: ({ names }, scope) =>
    names.map(([, name]) => ({ action: 'ssm:GetParameters', resource: parameterArn(scope, name) })),
  perform: async (desk, { names, decrypts }, { principal }) => {
    const looked = names.map(([given]) => [given, there(desk, given)] as const)
    const found = looked.flatMap(([, each]) => (each ? [each] : []))
    return {
      Parameters: await Promise.all(found.map(each => shown(desk, principal, each, decrypts))),
      InvalidParameters: looked.flatMap(([given, each]) => (each ? [] : [given])),
    }
  },
})

/** A version that is not there is no error here. */
const there = (desk: Desk<SsmState>, given: string): Found | undefined => {
  try {
    return find(desk.state, readSelected(given, desk))
  } catch (error) {
    if (error instanceof ServiceError) return undefined
    throw error
  }
}

const getParametersByPath = operation<SsmState>()({
  input: members => ({
    path: pathIn(members),
    recursive: members.boolean('Recursive'),
    decrypts: members.boolean('WithDecryption'),
    filters: readFilters(members, ['Type', 'KeyId']),
  }),
  access: ({ path }, scope) => [{ action: 'ssm:GetParametersByPath', resource: parameterArn(scope, path) }],
  perform: async (desk, { path, recursive, decrypts, filters }, { principal }) => {
    const prefix = path.endsWith('/') ? path : `${path}/`
    const below = filtered([...desk.state.parameters.values()], filters).filter(
      ({ Name }) => Name.startsWith(prefix) && (recursive || !Name.slice(prefix.length).includes('/')),
    )
    return {
      Parameters: WholeList.of(
        below.sort((a, b) => (a.Name < b.Name ? -1 : 1)),
        parameter => shown(desk, principal, { parameter, version: newestOf(parameter), selector: undefined }, decrypts),
        ({ Name }) => Name,
      ),
    }
  },
})

const pathIn = (members: Members): string => {
  const path = members.string('Path', NAME)
  if (!/^\/[a-zA-Z0-9_.\-/]*$/.test(path))
    throw validation(
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
    )
  return path
}

const getParameterHistory = operation<SsmState>()({
  input: (members, place) => ({
    selected: readSelected(members.string('Name', NAME), place),
    decrypts: members.boolean('WithDecryption'),
  }),
  access: ({ selected }, scope) => [
    { action: 'ssm:GetParameterHistory', resource: parameterArn(scope, selected.name) },
  ],
  perform: async (desk, { selected, decrypts }, { principal }) => {
    const parameter = desk.state.parameters.get(selected.name)
    if (!parameter) throw notFound()
    const { Name, ARN } = parameter
    return {
      Parameters: WholeList.of(
        parameter.versions,
        async version => {
          const { file: _, LastModifiedDate, ...known } = version
          const Value = await readValue(desk, principal, ARN, version, decrypts)
          const more = { LastModifiedDate: new Date(LastModifiedDate), DataType: 'text', Labels: [], Policies: [] }
          return { Name, ...known, ...more, Value }
        },
        ({ Version }) => Version,
      ),
    }
  },
})

export const reads: Readonly<Record<string, Operation<SsmState>>> = {
  GetParameter: getParameter,
  GetParameters: getParameters,
  GetParametersByPath: getParametersByPath,
  GetParameterHistory: getParameterHistory,
}
