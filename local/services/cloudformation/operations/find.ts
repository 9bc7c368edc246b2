// Finds stacks and change sets by what callers name them with, and says what they are called in IAM policies.

import { arnOf, type Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Access, ConditionContext } from '../../../core/policy.ts'
import { type Tags, tagsIn } from '../../../core/tags.ts'
import { invalid } from '../source.ts'
import type { ChangeSet, CloudFormationState, Stack } from '../state.ts'

/** By name, only a stack that is not deleted; by ARN, any. */
export const findStack = (state: CloudFormationState, nameOrId: string): Stack | undefined =>
  state.stacks.get(nameOrId) ?? state.stacks.get(state.named.get(nameOrId) ?? '')

/** @throws ServiceError ValidationError */
export const stackOf = (state: CloudFormationState, nameOrId: string): Stack => {
  const stack = findStack(state, nameOrId)
  if (!stack) throw invalid(`Stack with id ${nameOrId} does not exist`)
  return stack
}

/** The same, in the other words that AWS has for it, by operation. @throws ServiceError ValidationError */
export const stackNamed = (state: CloudFormationState, nameOrId: string): Stack => {
  const stack = findStack(state, nameOrId)
  if (!stack) throw invalid(`Stack [${nameOrId}] does not exist`)
  return stack
}

export const tagsOfStack = (state: CloudFormationState, arn: string): Tags | undefined => {
  const stack = state.stacks.get(arn)
  return stack && tagsIn(stack.settings.Tags)
}

/** The ARN that policies name; for a stack that does not exist, its id is a star. */
// Unverified: the id in the ARN for a stack that does not exist yet; AWS's own messages show `stack/NAME/*`.
export const stackResource = (state: CloudFormationState, place: Place, nameOrId: string | undefined): string => {
  if (nameOrId === undefined) return arnOf(place, 'cloudformation', 'stack/*/*')
  const stack = findStack(state, nameOrId)
  if (stack) return stack.StackId
  return nameOrId.startsWith('arn:') ? nameOrId : arnOf(place, 'cloudformation', `stack/${nameOrId}/*`)
}

export const onStack =
  (action: string) =>
  <Input extends { readonly stackName?: string }>(
    input: Input,
    place: Place,
    state: CloudFormationState,
  ): readonly Access[] => [access(action, stackResource(state, place, input.stackName))]

export const access = (action: string, resource: string, context: ConditionContext = {}): Access => ({
  action: `cloudformation:${action}`,
  resource,
  ...(Object.keys(context).length > 0 && { context }),
})

/** @throws ServiceError ChangeSetNotFound */
export const changeSetOf = (state: CloudFormationState, name: string, stackName?: string): ChangeSet => {
  const set = findChangeSet(state, name, stackName)
  if (!set) throw new ServiceError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404)
  return set
}

/** By its name, the one that an execution has left only where no other has the name by now. */
export const findChangeSet = (state: CloudFormationState, name: string, stackName?: string): ChangeSet | undefined => {
  const byId = state.changeSets.get(name)
  if (byId || stackName === undefined) return byId
  const stackId = findStack(state, stackName)?.StackId
  const named = [...state.changeSets.values()].filter(set => set.StackId === stackId && set.ChangeSetName === name)
  return named.find(set => !isExecuted(set)) ?? named[0]
}

/** Its name is free again, and no list has it. */
export const isExecuted = ({ ExecutionStatus }: ChangeSet): boolean => ExecutionStatus.startsWith('EXECUTE_')
