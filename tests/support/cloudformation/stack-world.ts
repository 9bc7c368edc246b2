// For tests: one resource type over things in memory, which note what was asked of them and refuse on request.

import { ServiceError } from '../../../local/core/errors.ts'
import { cloudFormationOver } from '../../../local/services/cloudformation/index.ts'
import {
  carriedOut,
  createOnly,
  kept,
  notCarriedOut,
  type Properties,
  type ResourceType,
  refused as refusedProperties,
  typesByName,
} from '../../../local/services/cloudformation/resources/resource-type.ts'
import { tester, testRuntime } from '../test-runtime.ts'

export interface World {
  readonly things: Map<string, Properties>
  /** `create Name`, `update Name`, `delete Name`, in order. */
  readonly calls: string[]
  /** Holds back every creation of the thing until it resolves. */
  readonly gates: Map<string, Promise<void>>
  /** Calls, such as `update Name`, that fail although the properties do not say so. */
  readonly broken: Set<string>
}

export const newWorld = (): World => ({ things: new Map(), calls: [], gates: new Map(), broken: new Set() })

/** `Fails` in the properties names the call that is refused: create, half (made, then refused), update or delete. */
export const thingType = (world: World): ResourceType => {
  const refused = (): ServiceError => new ServiceError('InvalidRequest', 'as the test wants it')
  const note = (call: string, name: string, properties: Properties): void => {
    world.calls.push(`${call} ${name}`)
    if (properties.Fails === call || world.broken.has(`${call} ${name}`)) throw refused()
  }
  return {
    type: 'Test::Thing',
    properties: {
      Name: createOnly('string'),
      Size: carriedOut('integer'),
      Text: carriedOut('string'),
      Fails: carriedOut('string'),
      Tags: carriedOut([{ Key: 'string', Value: 'string' }]),
      Kind: createOnly('string'),
      Traced: kept('boolean'),
      Layers: carriedOut([{ Depth: 'integer', Colour: 'not carried out', Glow: 'refused', Grain: 'only fine, none' }]),
      ...notCarriedOut('Colour'),
      ...refusedProperties('Ordered'),
    },
    required: [],
    attributes: ['Arn', 'Size'],
    name: { property: 'Name', max: 40 },
    existing: 'refused as it is made',
    permissions: [
      {
        during: ['create', 'update', 'delete'],
        access: ({ physicalId }) => ({ action: 'test:GetThing', resource: physicalId }),
        when: ({ Text }) => Text === 'looked at',
      },
    ],
    create: async (properties, hands) => {
      const physicalId = String(properties.Name)
      await world.gates.get(physicalId)
      note('create', physicalId, properties)
      world.things.set(physicalId, properties)
      const made = { physicalId, attributes: { Arn: `arn:${physicalId}`, Size: properties.Size ?? 0 } }
      hands.made(made)
      if (properties.Fails === 'half') throw refused()
      return made
    },
    update: async ({ physicalId }, properties) => {
      note('update', physicalId, properties)
      world.things.set(physicalId, properties)
      return { physicalId, attributes: { Size: properties.Size ?? 0 } }
    },
    delete: async ({ physicalId }, properties) => {
      note('delete', physicalId, properties)
      if (!world.things.delete(physicalId)) throw new ServiceError('ThingNotFound', `no ${physicalId}`, 404)
    },
  }
}

type Resource = Readonly<Record<string, unknown>>

/** A thing of the test's template. */
export const thing = (Properties: Resource = {}, attributes: Resource = {}): Resource => ({
  Type: 'Test::Thing',
  Properties,
  ...attributes,
})

export const template = (Resources: Readonly<Record<string, Resource>>, sections: Resource = {}): string =>
  JSON.stringify({ Resources, ...sections })

export const stackWorld = (options: Parameters<typeof testRuntime>[1] = {}) => {
  const world = newWorld()
  const service = cloudFormationOver(typesByName([thingType(world)]))
  let cloud = testRuntime([service], options)
  const call = (operation: string, input: Resource = {}) => cloud.call(operation, input)
  const status = async (StackName = 'stack'): Promise<string> => {
    const { Stacks } = (await call('DescribeStacks', { StackName })) as unknown as {
      readonly Stacks: readonly { readonly StackStatus: string; readonly StackStatusReason?: string }[]
    }
    return Stacks[0]?.StackStatus ?? 'none'
  }
  const settled = async (operation: string, input: Resource): Promise<string> => {
    const answer = await call(operation, { StackName: 'stack', ...input })
    await cloud.runtime.idle()
    return await status(String(answer.StackId ?? input.StackName ?? 'stack'))
  }
  return {
    world,
    call,
    status,
    /** Calls, waits until the stack rests, and tells its status. */
    settled,
    create: (TemplateBody: string, input: Resource = {}) => settled('CreateStack', { TemplateBody, ...input }),
    update: (TemplateBody: string, input: Resource = {}) => settled('UpdateStack', { TemplateBody, ...input }),
    /** `LogicalId STATUS reason`, oldest first. */
    events: async (StackName = 'stack'): Promise<readonly string[]> => {
      const { StackEvents } = (await call('DescribeStackEvents', { StackName })) as unknown as {
        readonly StackEvents: readonly Readonly<Record<string, string | undefined>>[]
      }
      return [...StackEvents]
        .reverse()
        .map(event =>
          [event.LogicalResourceId, event.ResourceStatus, event.ResourceStatusReason].filter(Boolean).join(' '),
        )
    },
    cloud: () => cloud,
    restart: async () => {
      cloud = await cloud.restart()
      await cloud.runtime.idle()
    },
    close: () => cloud.close(),
    tester,
  }
}
