// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html

import { operation } from '../../../core/service.ts'
import { principalOf } from '../engine/run.ts'
import { invalid } from '../source.ts'
import type { CloudFormationState, Stack } from '../state.ts'
import { stackRequested, stackStatus } from '../trail.ts'
import { access, findStack, stackResource } from './find.ts'
import { CLIENT_TOKEN, passRole, refuseMembers, requestBy, standardOnly, texts } from './stack-input.ts'

export const deleteStack = operation<CloudFormationState>()({
  input: members => {
    refuseMembers(members, members.raw('DeletionMode') === 'STANDARD' ? [] : ['DeletionMode'])
    standardOnly(members)
    const roleArn = members.optionalString('RoleARN', { min: 20, max: 2048 })
    const token = members.optionalString('ClientRequestToken', { min: 1, max: 128, pattern: CLIENT_TOKEN })
    return {
      stackName: members.string('StackName', { min: 1 }),
      retainResources: texts(members, 'RetainResources'),
      ...(roleArn !== undefined && { roleArn }),
      ...(token !== undefined && { token }),
    }
  },
  access: (input, scope, state) => [
    access(
      'DeleteStack',
      stackResource(state, scope, input.stackName),
      input.roleArn === undefined ? {} : { 'cloudformation:RoleArn': input.roleArn },
    ),
    ...passRole(input.roleArn),
  ],
  check: async (desk, input, { principal }) => {
    const stack = findStack(desk.state, input.stackName)
    if (stack && !isGone(stack)) principalOf(desk, principal, input.roleArn ?? stack.RoleARN)
  },
  // Deleting what is not there is no error.
  decide: (state, input, scope) => {
    const stack = findStack(state, input.stackName)
    if (!stack || isGone(stack)) return { output: {} }
    refuse(stack, input.retainResources)
    const { StackId, StackName } = stack
    const request = {
      ...requestBy('DeleteStack', StackName, scope, input),
      retainResources: input.retainResources,
      formerStatus: stack.StackStatus,
    }
    return {
      output: {},
      facts: [
        stackRequested(StackId, request),
        stackStatus(StackId, 'DELETE_IN_PROGRESS', 'User Initiated', input.token),
      ],
    }
  },
})

const isGone = ({ StackStatus }: Stack): boolean => /^DELETE_(IN_PROGRESS|COMPLETE)$/.test(StackStatus)

/** @throws ServiceError ValidationError */
const refuse = (stack: Stack, retained: readonly string[]): void => {
  if (stack.EnableTerminationProtection)
    throw invalid(`Stack [${stack.StackId}] cannot be deleted while TerminationProtection is enabled`)
  // Differs from AWS: a creation under way cannot be interrupted by a deletion; it ends within seconds here.
  if (stack.StackStatus.endsWith('_IN_PROGRESS') && stack.StackStatus !== 'REVIEW_IN_PROGRESS')
    throw invalid(`Stack [${stack.StackName}] cannot be deleted while in status ${stack.StackStatus}`)
  if (retained.length === 0) return
  if (stack.StackStatus !== 'DELETE_FAILED')
    throw invalid(
      `Invalid operation on stack [${stack.StackId}]. Specify RetainResources only when a stack is in the DELETE_FAILED state.`,
    )
  const unknown = retained.filter(logicalId => !stack.resources.has(logicalId))
  if (unknown.length > 0)
    throw invalid(`The specified resources to retain must be in a valid state. Do not specify: ${unknown.join(', ')}`)
}
