// For tests of resource types: hands that note the calls, and answer as told.

import { resourceTypes } from '../../../local/services/cloudformation/resources/index.ts'
import type { Hands, Properties, ResourceType } from '../../../local/services/cloudformation/resources/resource-type.ts'

export type Call = readonly [string, Readonly<Record<string, unknown>>]

const notingHands = (
  answers: Readonly<Record<string, unknown>> = {},
): { readonly hands: Hands; readonly calls: Call[] } => {
  const calls: Call[] = []
  const hands: Hands = {
    account: '000000000000',
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:4000',
    stackName: 'stack',
    stackId: 'arn:stack',
    logicalId: 'Thing',
    newId: () => '00000000-0000-4000-8000-000000000001',
    call: async (service, operation, input) => {
      calls.push([`${service}:${operation}`, JSON.parse(JSON.stringify(input))])
      return (answers[operation] ?? {}) as never // each case answers what its type reads
    },
    make: async (service, operation, input, provisioned) => {
      calls.push([`${service}:${operation}`, JSON.parse(JSON.stringify(input))])
      return provisioned((answers[operation] ?? {}) as never)
    },
    unmake: async (service, operation, input) => {
      calls.push([`${service}:${operation}`, JSON.parse(JSON.stringify(input))])
    },
    made: () => {},
    until: async ready => {
      expect(await ready()).toBe(true)
    },
  }
  return { hands, calls }
}

const type = (name: string): ResourceType => {
  const found = resourceTypes.get(name)
  if (!found) throw new Error(`no type ${name}`)
  return found
}

export const created = async (name: string, properties: Properties, answers?: Readonly<Record<string, unknown>>) => {
  const { hands, calls } = notingHands(answers)
  const made = await type(name).create(properties, hands)
  return { made, calls }
}

export const updated = async (
  name: string,
  previous: Properties,
  next: Properties,
  options: {
    readonly physicalId?: string
    readonly answers?: Readonly<Record<string, unknown>>
    readonly updatePolicy?: Properties
  } = {},
): Promise<readonly Call[]> => {
  const { hands, calls } = notingHands(options.answers)
  const resource = { physicalId: options.physicalId ?? 'id', attributes: {} }
  await type(name).update?.(resource, next, previous, {
    ...hands,
    ...(options.updatePolicy && { updatePolicy: options.updatePolicy }),
  })
  return calls
}
