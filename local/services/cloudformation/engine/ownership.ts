// A resource belongs to one stack: what is there already is refused before it is made, and by the name of the stack whose it is.

import { ServiceError } from '../../../core/errors.ts'
import { alreadyExists } from '../resources/properties.ts'
import type { Hands, Properties, Provisioned, ResourceType } from '../resources/resource-type.ts'
import type { CloudFormationState } from '../state.ts'
import { failureReason, handlerCode, propertiesOf, type Run } from './run.ts'

/** Those that are looked for and made, by state and type. */
const making = new WeakMap<CloudFormationState, Map<string, Promise<unknown>>>()

/** Creates what does not exist yet. One of a type after another: two that look at the same time would both see that nothing is there. */
// Differs from AWS: a change set does not say that what it would add exists (the early validation of November 2025); its execution does.
export const createOwn = async (
  run: Run,
  type: ResourceType,
  properties: Properties,
  hands: Hands,
): Promise<Provisioned> => {
  const { existing } = type
  if (typeof existing !== 'function') return await type.create(properties, hands)
  const queue = making.get(run.desk.state) ?? new Map<string, Promise<unknown>>()
  making.set(run.desk.state, queue)
  const before = queue.get(type.type)
  const creation = (async () => {
    await before?.catch(() => {})
    const there = await existing(properties, hands)
    if (there !== undefined) throw new ServiceError(EXISTS, there, 409)
    return await type.create(properties, hands)
  })()
  queue.set(type.type, creation)
  return await creation
}

const EXISTS = 'AlreadyExists'

/** Why the creation failed; of what exists, its name and the stack that has it. */
// Unverified: for which types AWS names the stack.
export const creationFailure = (run: Run, type: ResourceType, properties: Properties, error: unknown): string => {
  const requestId = run.desk.newId()
  const rule = type.name
  const name = rule && properties[rule.property]
  if (!(error instanceof ServiceError) || handlerCode(error) !== 'AlreadyExists' || !rule || name === undefined)
    return failureReason(error, type.type, requestId)
  const owner = ownerOf(run, type, rule.property, name)
  if (owner !== undefined) return `${String(name)} already exists in stack ${owner}`
  if (error.message.includes(String(name))) return failureReason(error, type.type, requestId)
  const identifier = JSON.stringify({ [`/properties/${rule.property}`]: name })
  return failureReason(new ServiceError(EXISTS, alreadyExists(type.type, identifier), 409), type.type, requestId)
}

const ownerOf = (run: Run, { type }: ResourceType, property: string, name: unknown): string | undefined => {
  const stacks = [...run.desk.state.stacks.values()]
  const has = ({ resources }: (typeof stacks)[number]): boolean =>
    [...resources.values()].some(({ live }) => live?.type === type && propertiesOf(run, live)[property] === name)
  return stacks.find(has)?.StackId
}
