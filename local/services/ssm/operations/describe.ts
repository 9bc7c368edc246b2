// DescribeParameters, and the deletion of parameters.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html

import type { Fact } from '../../../core/event.ts'
import { WholeList } from '../../../core/pages.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { filtered, readFilters } from '../filters.ts'
import { dropValues } from '../machine/values.ts'
import { notFound, parameterArn } from '../names.ts'
import { newestOf, type Parameter, type SsmState } from '../state.ts'
import { announced, changed } from '../trail.ts'

const KEYS = ['Name', 'Type', 'KeyId', 'Path', 'Tier', 'DataType', 'tag:']

const describeParameters = operation<SsmState>()({
  input: members => {
    members.only('Shared', 'false')
    return { filters: readFilters(members, KEYS) }
  },
  access: () => [{ action: 'ssm:DescribeParameters', resource: '*' }],
  decide: ({ parameters }, { filters }) => ({
    output: {
      Parameters: WholeList.of(filtered([...parameters.values()], filters), described, ({ Name }) => Name),
    },
  }),
})

const described = (parameter: Parameter) => {
  const { file: _, LastModifiedDate, ...version } = newestOf(parameter)
  const { Name, ARN } = parameter
  return { Name, ARN, ...version, LastModifiedDate: new Date(LastModifiedDate), DataType: 'text', Policies: [] }
}

const deleted = ({ ARN, Name, ...parameter }: Parameter): Fact => {
  const { Type: type, Description: description } = newestOf({ ARN, Name, ...parameter })
  const detail = { operation: 'Delete', name: Name, type, ...(description !== undefined && { description }) } as const
  return announced('Parameter Store Change', [ARN], detail)
}

const deleteParameter = operation<SsmState>()({
  input: members => ({ name: members.string('Name', { min: 1, max: 2048 }) }),
  access: ({ name }, scope) => [{ action: 'ssm:DeleteParameter', resource: parameterArn(scope, name) }],
  perform: async (desk, { name }, scope) => {
    const known = desk.state.parameters.get(name)
    if (!known) throw notFound()
    const answer = scope.answer({}, changed('DeleteParameter', known.ARN, { name }), deleted(known))
    dropValues(desk, known.versions)
    return answer
  },
})

const deleteParameters = operation<SsmState>()({
  input: members => {
    members.mustHave('Names')
    const names = members.strings('Names')
    if (names.length === 0 || names.length > 10)
      throw members.wrong(
        'Names',
        `[${names.join(', ')}]`,
        `Member must have length ${names.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 10'}`,
      )
    return { names }
  },
  access: ({ names }, scope) =>
    names.map(name => ({ action: 'ssm:DeleteParameters', resource: parameterArn(scope, name) })),
  perform: async (desk, { names }, scope) => {
    const known = [...new Set(names)].flatMap(name => desk.state.parameters.get(name) ?? [])
    const gone = known.map(({ Name }) => Name)
    const output = { DeletedParameters: gone, InvalidParameters: names.filter(name => !gone.includes(name)) }
    if (gone.length === 0) return output
    const change = changed('DeleteParameters', known[0]?.ARN ?? '', { names: gone })
    const answer = scope.answer(output, change, ...known.map(deleted))
    for (const { versions } of known) dropValues(desk, versions)
    return answer
  },
})

export const others: Readonly<Record<string, Operation<SsmState>>> = {
  DescribeParameters: describeParameters,
  DeleteParameter: deleteParameter,
  DeleteParameters: deleteParameters,
}
