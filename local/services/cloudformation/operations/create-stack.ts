// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html

import { ServiceError } from '../../../core/errors.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { documentsOf } from '../machine/documents.ts'
import { stackArn } from '../names.ts'
import type { ResourceTypes } from '../resources/resource-type.ts'
import { invalid, processSource } from '../source.ts'
import type { CloudFormationState, Request } from '../state.ts'
import { stackRequested, stackStatus } from '../trail.ts'
import { access, findStack, stackResource } from './find.ts'
import {
  NOT_CARRIED_OUT,
  passRole,
  readFor,
  refuseMembers,
  requestOf,
  STACK_NAME,
  stackContext,
  stackInput,
  standardOnly,
} from './stack-input.ts'

export const createStack = (types: ResourceTypes): Operation<CloudFormationState> =>
  operation<CloudFormationState>()({
    input: members => {
      refuseMembers(members, NOT_CARRIED_OUT)
      standardOnly(members)
      members.string('StackName', { min: 1, max: 128, pattern: STACK_NAME })
      const disableRollback = members.boolean('DisableRollback')
      const onFailure = members.optionalString('OnFailure', { values: ['DO_NOTHING', 'ROLLBACK', 'DELETE'] })
      if (disableRollback && onFailure !== undefined)
        throw invalid('You can specify either OnFailure or DisableRollback, but not both.')
      return {
        ...stackInput(members),
        onFailure: disableRollback ? ('DO_NOTHING' as const) : (onFailure ?? 'ROLLBACK'),
        enableTerminationProtection: members.boolean('EnableTerminationProtection'),
      }
    },
    access: (input, scope, state) => [
      access('CreateStack', stackResource(state, scope, input.stackName), stackContext(input)),
      ...passRole(input.roleArn),
    ],
    perform: async (desk, input, scope) => {
      const existing = findStack(desk.state, input.stackName)
      if (existing?.operation?.request.clientRequestToken === input.token && input.token !== undefined)
        return { StackId: existing?.StackId }
      refuseExisting(desk.state, input.stackName)
      const documents = documentsOf(desk)
      const { capabilities, stackName } = input
      const stack = { stackName, stackId: existing?.StackId ?? stackArn(desk, stackName, scope.newId()) }
      const { read } = await readFor(desk, input, scope, undefined, documents, stack)
      const source = await processSource(read, { place: desk, stack, types, capabilities, expands: true })
      refuseExisting(desk.state, input.stackName)
      // Unverified: a stack that has change sets only is created under the id that it has. The CDK's `deploy --method=direct` counts on it.
      const stackId = findStack(desk.state, stackName)?.StackId ?? stack.stackId
      const request: Request = {
        ...requestOf('CreateStack', input, scope, source, documents.put(source)),
        onFailure: input.onFailure,
        enableTerminationProtection: input.enableTerminationProtection,
      }
      return scope.answer(
        { StackId: stackId },
        stackRequested(stackId, request),
        stackStatus(stackId, 'CREATE_IN_PROGRESS', 'User Initiated', input.token),
      )
    },
  })

const refuseExisting = (state: CloudFormationState, name: string): void => {
  const stack = findStack(state, name)
  if (stack && stack.StackStatus !== 'REVIEW_IN_PROGRESS')
    throw new ServiceError('AlreadyExistsException', `Stack [${name}] already exists`)
}
