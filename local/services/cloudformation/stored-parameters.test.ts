// Template parameters whose values Parameter Store has.

import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { services } from '../../services.ts'

const used = services.filter(({ signingName }) => ['cloudformation', 'ssm', 'sns'].includes(signingName))

let cloud: TestRuntime
beforeEach(async () => {
  cloud = testRuntime([...used].sort(service => (service.signingName === 'cloudformation' ? -1 : 1)))
  await store('/app/name', 'first')
})
afterEach(async () => {
  expect(cloud.bugs).toEqual([])
  await cloud.close()
})

type Input = Readonly<Record<string, unknown>>

const store = (Name: string, Value: string, more: Input = {}) =>
  cloud.call('PutParameter', { Name, Value, Type: 'String', ...more }, 'ssm')

const body = (Parameters: Input) =>
  JSON.stringify({
    Parameters,
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Name' } } } },
    Outputs: { Name: { Value: { Ref: 'Name' } } },
  })
const NAME = { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/app/name' }

const settled = async (operation: string, input: Input) => {
  await cloud.call(operation, { StackName: 'stack', ...input })
  await cloud.runtime.idle()
  const { Stacks } = await cloud.call('DescribeStacks', { StackName: 'stack' })
  return (Stacks as readonly Input[])[0]
}

test('the value is what Parameter Store has when the operation is asked for', async () => {
  const TemplateBody = body({ Name: NAME })
  expect(await settled('CreateStack', { TemplateBody })).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    Parameters: [{ ParameterKey: 'Name', ParameterValue: '/app/name', ResolvedValue: 'first' }],
    Outputs: [{ OutputValue: 'first' }],
  })
  await store('/app/name', 'second', { Overwrite: true })
  const Parameters = [{ ParameterKey: 'Name', UsePreviousValue: true }]
  await cloud.call('CreateChangeSet', {
    StackName: 'stack',
    ChangeSetName: 'set',
    UsePreviousTemplate: true,
    Parameters,
  })
  await cloud.runtime.idle()
  await store('/app/name', 'third', { Overwrite: true })
  expect(await settled('ExecuteChangeSet', { ChangeSetName: 'set' })).toMatchObject({
    Outputs: [{ OutputValue: 'second' }],
  })
  expect(await settled('UpdateStack', { UsePreviousTemplate: true, Parameters })).toMatchObject({
    StackStatus: 'UPDATE_COMPLETE',
    Parameters: [{ ParameterValue: '/app/name', ResolvedValue: 'third' }],
    Outputs: [{ OutputValue: 'third' }],
  })
})

test('a list is the parts of the value', async () => {
  await store('/app/list', 'a,b', { Type: 'StringList' })
  const TemplateBody = JSON.stringify({
    Parameters: { List: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/app/list' } },
    Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
    Outputs: { Second: { Value: { 'Fn::Select': [1, { Ref: 'List' }] } } },
  })
  expect(await settled('CreateStack', { TemplateBody })).toMatchObject({ Outputs: [{ OutputValue: 'b' }] })
})

test('what is not there and what is secret is refused by name, all at once', async () => {
  await store('/app/secret', 'hush', { Type: 'SecureString' })
  const one = (Default: string) => ({ Type: 'AWS::SSM::Parameter::Value<String>', Default })
  const create = (Parameters: Input) =>
    cloud.call('CreateStack', { StackName: 'stack', TemplateBody: body(Parameters) }).catch(error => error.message)
  expect(await create({ Name: one('/none'), Other: one('/nothing') })).toBe(
    'Unable to fetch parameters [/none,/nothing] from parameter store for this account.',
  )
  expect(await create({ Name: one('/app/secret') })).toBe(
    'Parameters [/app/secret] referenced by template have types not supported by CloudFormation.',
  )
})
