// The CloudFormation action: five modes, parameters, outputs, failures.

import { configured, deploy, type Json, source, stage } from '../../../../tests/support/codepipeline/declarations.ts'
import {
  type Answer,
  noStack,
  type Peers,
  STACK_ID,
  stackEvent,
  stackIn,
} from '../../../../tests/support/codepipeline/peers.ts'
import { World } from '../../../../tests/support/codepipeline/world.ts'
import { testRuntime } from '../../../../tests/support/test-runtime.ts'
import { ServiceError } from '../../../core/errors.ts'
import { readZipEntry, zipOf } from '../../../host/zip.ts'

const worlds: World[] = []
afterEach(async () => {
  const bugs = worlds.flatMap(world => world.bugs)
  await Promise.all(worlds.splice(0).map(world => world.close()))
  expect(bugs).toEqual([])
})

const files = {
  'template.yaml': 'Resources: {}',
  'values.json': '{"Key":"from a file"}',
  'configuration.json':
    '{"Parameters":{"Stage":"file","Kept":"file"},"Tags":{"team":"a"},"StackPolicy":{"Statement":[]}}',
}

/** Runs one action on the source artifact, with what the peers are prepared to answer. */
const deployed = async (
  configuration: Json,
  prepare: (peers: Peers) => void = () => undefined,
  { world = World.on(testRuntime), more = {} }: { readonly world?: World; readonly more?: Json } = {},
): Promise<World> => {
  worlds.push(world)
  world.peers.answers['codecommit:UploadArchive'] = async () => {
    world.produce('Source', await zipOf(files))
    return {}
  }
  prepare(world.peers)
  const action = configured(deploy({ inputArtifacts: [{ name: 'SourceOutput' }], ...more }), {
    TemplatePath: 'SourceOutput::template.yaml',
    ...configuration,
  })
  await world.create({ stages: [stage('Source', source()), stage('Beta', action)] })
  return world
}

const operations = ({ peers }: World): readonly string[] =>
  peers.calls
    .map(({ operation }) => operation.split(':'))
    .filter(([service, name]) => service === 'cloudformation' && !name?.startsWith('Describe'))
    .map(([, name]) => name ?? '')

const noChanges = (): never => {
  throw new ServiceError('ValidationError', 'No updates are to be performed.')
}
const emptyChangeSet = () => ({
  ChangeSetName: 'release',
  StackId: STACK_ID,
  Status: 'FAILED',
  StatusReason:
    "The submitted information didn't contain changes. Submit different information to create a change set.",
})
const changeSet = { ChangeSetName: 'release' }

test.each<[string, string, Json, (peers: Peers) => void, readonly string[], boolean]>([
  ['creates a stack that is not there', 'CREATE_UPDATE', {}, missing, ['CreateStack'], true],
  ['updates one that is', 'CREATE_UPDATE', {}, () => undefined, ['UpdateStack'], true],
  [
    'takes a stack without changes for deployed',
    'CREATE_UPDATE',
    {},
    answer('UpdateStack', noChanges),
    ['UpdateStack'],
    true,
  ],
  ['creates', 'REPLACE_ON_FAILURE', {}, missing, ['CreateStack'], true],
  ['updates', 'REPLACE_ON_FAILURE', {}, () => undefined, ['UpdateStack'], true],
  [
    'replaces',
    'REPLACE_ON_FAILURE',
    {},
    answer('DescribeStacks', stackIn('ROLLBACK_COMPLETE')),
    ['DeleteStack', 'CreateStack'],
    true,
  ],
  [
    'replaces a change set',
    'CHANGE_SET_REPLACE',
    changeSet,
    () => undefined,
    ['DeleteChangeSet', 'CreateChangeSet'],
    true,
  ],
  ['makes one for a new stack', 'CHANGE_SET_REPLACE', changeSet, missing, ['CreateChangeSet'], false],
  [
    'takes an empty one for a success',
    'CHANGE_SET_REPLACE',
    changeSet,
    answer('DescribeChangeSet', emptyChangeSet),
    ['DeleteChangeSet', 'CreateChangeSet'],
    true,
  ],
  ['executes', 'CHANGE_SET_EXECUTE', changeSet, () => undefined, ['ExecuteChangeSet'], true],
  [
    'does not execute an empty one',
    'CHANGE_SET_EXECUTE',
    changeSet,
    answer('DescribeChangeSet', emptyChangeSet),
    [],
    true,
  ],
  ['deletes', 'DELETE_ONLY', {}, () => undefined, ['DeleteStack'], false],
  ['is content without a stack', 'DELETE_ONLY', {}, missing, [], false],
])('%s (%s)', async (_, ActionMode, configuration, prepare, expected, outputs) => {
  const world = await deployed({ ActionMode, ...configuration }, prepare)
  expect(world.action('Deploy').result?.errorDetails).toBeUndefined()
  expect(world.execution.status).toBe('Succeeded')
  expect(operations(world)).toEqual(expected)
  expect(world.action('Deploy').result?.outputVariables?.ApiUrl).toBe(outputs ? 'http://api' : undefined)
})

function missing(peers: Peers): void {
  const { answers } = peers
  const made = (): boolean => peers.inputs('cloudformation:CreateStack').length > 0
  answers['cloudformation:DescribeStacks'] = (input, desk) =>
    made() ? stackIn('CREATE_COMPLETE')(input, desk) : noStack()
}

function answer(operation: string, given: Answer): (peers: Peers) => void {
  return peers => {
    peers.answers[`cloudformation:${operation}`] = given
  }
}

test('parameters come from the configuration file, overrides win, functions are evaluated', async () => {
  const overrides = {
    Stage: 'beta',
    Commit: '#{SourceVariables.CommitId}',
    Bucket: { 'Fn::GetArtifactAtt': ['SourceOutput', 'BucketName'] },
    Value: { 'Fn::GetParam': ['SourceOutput', 'values.json', 'Key'] },
  }
  const world = await deployed({
    TemplateConfiguration: 'SourceOutput::configuration.json',
    ParameterOverrides: JSON.stringify(overrides),
    Capabilities: 'CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND',
  })
  const [input] = world.peers.inputs('cloudformation:UpdateStack')
  expect(input).toMatchObject({
    StackName: 'stack',
    TemplateBody: 'Resources: {}',
    RoleARN: 'arn:aws:iam::000000000000:role/deploy',
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    Tags: [{ Key: 'team', Value: 'a' }],
    StackPolicyBody: '{"Statement":[]}',
  })
  const parameters = (input?.Parameters ?? []) as readonly { ParameterKey: string; ParameterValue: string }[]
  expect(
    Object.fromEntries(parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue])),
  ).toEqual({
    Stage: 'beta',
    Kept: 'file',
    Commit: 'c1',
    Bucket: 'artifacts',
    Value: 'from a file',
  })
})

test.each([
  [
    'a file that is not in the artifact',
    { TemplatePath: 'SourceOutput::other.yaml' },
    /\[other.yaml\] does not exist in artifact \[SourceOutput\]; it holds .*template.yaml/,
  ],
  ['overrides that are no object', { ParameterOverrides: '[]' }, /ParameterOverrides should be a JSON object/],
  [
    'an unknown function',
    { ParameterOverrides: '{"A":{"Ref":"B"}}' },
    /ParameterOverrides.A should be a string, .*got \{"Ref":"B"\}/,
  ],
  [
    'an unknown key',
    { ParameterOverrides: '{"A":{"Fn::GetParam":["SourceOutput","values.json","Nope"]}}' },
    /has no key 'Nope'; it has Key/,
  ],
  [
    'an unknown artifact',
    { ParameterOverrides: '{"A":{"Fn::GetArtifactAtt":["Nope","URL"]}}' },
    /'Nope' is not an input artifact/,
  ],
])('%s fails the action and says what to change', async (_, configuration, message) => {
  const world = await deployed(configuration)
  expect(world.action('Deploy').result?.errorDetails).toEqual({
    code: 'ConfigurationError',
    message: expect.stringMatching(message),
  })
})

test('an event that comes twice is acted upon once', async () => {
  const world = await deployed({ ActionMode: 'REPLACE_ON_FAILURE' }, peers => {
    answer('DescribeStacks', stackIn('ROLLBACK_COMPLETE'))(peers)
    answer('DeleteStack', ({ ClientRequestToken }, desk) => {
      const gone = stackEvent('DELETE_COMPLETE', ClientRequestToken)
      desk.record(gone, gone)
      return {}
    })(peers)
    answer('CreateStack', () => ({ StackId: STACK_ID }))(peers)
  })
  expect(operations(world)).toEqual(['DeleteStack', 'CreateStack'])
  expect(world.action('Deploy')).toMatchObject({ status: 'InProgress', step: 'stack' })
})

test('outputs are written as a file into the output artifact', async () => {
  const world = await deployed({ OutputFileName: 'out.json' }, undefined, {
    more: { outputArtifacts: [{ name: 'Outputs' }] },
  })
  const { bucket, key } = world.action('Deploy').outputArtifacts[0]?.s3location ?? {}
  const zip = world.peers.objects.get(`${bucket}/${key}`) ?? new Uint8Array()
  expect(JSON.parse(Buffer.from((await readZipEntry(zip, 'out.json')) ?? []).toString())).toEqual({
    ApiUrl: 'http://api',
  })
})

describe('after a restart', () => {
  const began = (peers: Peers): void => {
    peers.answers['cloudformation:UpdateStack'] = () => ({ StackId: STACK_ID })
  }
  const stackEvents = (peers: Peers, ResourceStatus: string): void => {
    peers.answers['cloudformation:DescribeStackEvents'] = () => {
      const ClientRequestToken = peers.inputs('cloudformation:UpdateStack')[0]?.ClientRequestToken
      const event = { StackId: STACK_ID, PhysicalResourceId: STACK_ID, ResourceStatus, ClientRequestToken }
      return { StackEvents: [event] }
    }
  }

  test.each([
    ['that ended well meanwhile', 'UPDATE_COMPLETE', 'Succeeded'],
    ['that goes on', 'UPDATE_IN_PROGRESS', 'InProgress'],
  ])('an update %s', async (_, status, expected) => {
    const before = await deployed({}, began)
    stackEvents(before.peers, status)
    worlds.splice(0)
    const world = await before.restart()
    worlds.push(world)
    expect(world.execution.status).toBe(expected)
  })
})
