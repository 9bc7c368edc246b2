// A stack that failed, as its action tells of it.

import { configured, deploy, type Json, source, stage } from '../../../../tests/support/codepipeline/declarations.ts'
import { type Peers, STACK_ID, stackEvent } from '../../../../tests/support/codepipeline/peers.ts'
import { World } from '../../../../tests/support/codepipeline/world.ts'
import { testRuntime } from '../../../../tests/support/test-runtime.ts'
import { zipOf } from '../../../host/zip.ts'

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

const failing = (peers: Peers, events = 5): void => {
  peers.answers['cloudformation:UpdateStack'] = ({ ClientRequestToken }, desk) => {
    desk.record(stackEvent('UPDATE_ROLLBACK_COMPLETE', ClientRequestToken, 'rolled back'))
    return { StackId: STACK_ID }
  }
  peers.answers['cloudformation:DescribeStackEvents'] = () => {
    const ClientRequestToken = peers.inputs('cloudformation:UpdateStack')[0]?.ClientRequestToken
    const event = (LogicalResourceId: string, ResourceStatusReason: string, PhysicalResourceId = '') => ({
      StackId: STACK_ID,
      LogicalResourceId,
      PhysicalResourceId,
      ResourceType: 'AWS::Lambda::Function',
      ResourceStatus: 'UPDATE_FAILED',
      ResourceStatusReason,
      ClientRequestToken,
    })
    const cancelled = event('Other', 'Resource update cancelled')
    return {
      StackEvents: [
        event('stack', 'the stack itself', STACK_ID),
        event('Later', 'no such role'),
        cancelled,
        event('Function', 'no such bucket'),
        cancelled,
      ].slice(0, events),
    }
  }
}

test('a failed stack fails the action with the first failed resource', async () => {
  const world = await deployed({}, failing)
  expect(world.action('Deploy').result?.errorDetails).toEqual({
    code: 'JobFailed',
    message:
      'Stack stack ended as UPDATE_ROLLBACK_COMPLETE: rolled back. First failed resource: Function (AWS::Lambda::Function) UPDATE_FAILED: no such bucket',
  })
})

test('a stack that failed without a failed resource fails the action with the reason that the stack gave', async () => {
  const world = await deployed({}, peers => failing(peers, 1))
  expect(world.action('Deploy').result?.errorDetails?.message).toMatch(/rolled back\. the stack itself$/)
})

test('without the permission to look, the message is general', async () => {
  const world = await deployed({}, failing, { world: World.on(testRuntime, 'cloudformation:DescribeStackEvents') })
  expect(world.action('Deploy').result?.errorDetails?.message).toBe(
    'Stack stack ended as UPDATE_ROLLBACK_COMPLETE: rolled back',
  )
})
