// AWS Systems Manager: parameters, their versions and their tags.

import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { refusal, useAccount } from './account.ts'

const account = useAccount()
const ssm = () => account.client(SSMClient)

const makeParameter = async (what: string): Promise<string> => {
  const Name = `/conformance/${account.name(what)}`
  await ssm().send(new PutParameterCommand({ Name, Value: 'first', Type: 'String' }))
  account.later(() => ssm().send(new DeleteParametersCommand({ Names: [Name] })))
  return Name
}

test('a parameter has versions, and is found by its name and in its path', async () => {
  const Name = await makeParameter('versions')
  expect(await refusal(ssm().send(new PutParameterCommand({ Name, Value: 'x', Type: 'String' })))).toMatchObject({
    name: 'ParameterAlreadyExists',
    status: 400,
  })
  await ssm().send(new PutParameterCommand({ Name, Value: 'second', Overwrite: true }))
  const { Parameter } = await ssm().send(new GetParameterCommand({ Name }))
  expect(Parameter).toMatchObject({ Name, Value: 'second', Version: 2, ARN: account.arn('ssm', `parameter${Name}`) })
  const { Parameters: history } = await ssm().send(new GetParameterHistoryCommand({ Name }))
  expect(history?.map(({ Version, Value }) => [Version, Value])).toEqual([
    [1, 'first'],
    [2, 'second'],
  ])
  const inPath = await ssm().send(new GetParametersByPathCommand({ Path: '/conformance' }))
  expect(inPath.Parameters?.map(each => each.Name)).toContain(Name)
  const filter = { Key: 'Name', Values: [Name] }
  const described = await ssm().send(new DescribeParametersCommand({ ParameterFilters: [filter] }))
  expect(described.Parameters).toMatchObject([{ Name, Type: 'String', Version: 2 }])
})

test('a parameter that is not there', async () => {
  const Name = `/conformance/${account.name('nothing')}`
  expect(await refusal(ssm().send(new GetParameterCommand({ Name })))).toMatchObject({ name: 'ParameterNotFound' })
  expect(await refusal(ssm().send(new DeleteParameterCommand({ Name })))).toMatchObject({ name: 'ParameterNotFound' })
  const { Parameters, InvalidParameters } = await ssm().send(new GetParametersCommand({ Names: [Name] }))
  expect([Parameters, InvalidParameters]).toEqual([[], [Name]])
})

test('a parameter has tags', async () => {
  const of = { ResourceType: 'Parameter', ResourceId: await makeParameter('tagged') } as const
  const Tags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ]
  await ssm().send(new AddTagsToResourceCommand({ ...of, Tags }))
  await ssm().send(new RemoveTagsFromResourceCommand({ ...of, TagKeys: ['a'] }))
  expect((await ssm().send(new ListTagsForResourceCommand(of))).TagList).toEqual([{ Key: 'b', Value: '2' }])
})
