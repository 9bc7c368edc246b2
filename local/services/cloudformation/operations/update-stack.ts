// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html

import { type Operation, operation } from '../../../core/service.ts'
import { planChanges } from '../engine/changes.ts'
import { documentsOf } from '../machine/documents.ts'
import type { ResourceTypes } from '../resources/resource-type.ts'
import { invalid, processSource } from '../source.ts'
import type { CloudFormationState, Request, Stack } from '../state.ts'
import { stackRequested, stackStatus } from '../trail.ts'
import { access, findStack, stackResource } from './find.ts'
import {
  NOT_CARRIED_OUT,
  passRole,
  readFor,
  refuseMembers,
  requestOf,
  stackContext,
  stackInput,
  standardOnly,
} from './stack-input.ts'

export const updateStack = (types: ResourceTypes): Operation<CloudFormationState> =>
  operation<CloudFormationState>()({
    input: members => {
      refuseMembers(members, NOT_CARRIED_OUT)
      standardOnly(members)
      return { ...stackInput(members), disableRollback: members.boolean('DisableRollback') }
    },
    access: (input, scope, state) => [
      access('UpdateStack', stackResource(state, scope, input.stackName), stackContext(input)),
      ...passRole(input.roleArn),
    ],
    perform: async (desk, input, scope) => {
      const stack = findStack(desk.state, input.stackName)
      if (!stack || stack.StackStatus === 'DELETE_COMPLETE' || stack.StackStatus === 'REVIEW_IN_PROGRESS')
        throw invalid(`Stack [${input.stackName}] does not exist`)
      const { StackId, StackName: stackName } = stack
      if (input.token !== undefined && stack.operation?.request.clientRequestToken === input.token) return { StackId }
      refuseUnlessUpdatable(stack)
      const documents = documentsOf(desk)
      const identity = { stackName, stackId: StackId }
      const { read } = await readFor(desk, input, scope, stack, documents, identity)
      const { capabilities, tags = stack.settings.Tags } = input
      const source = await processSource(read, { place: desk, stack: identity, types, capabilities, expands: true })
      const { state } = desk
      const plan = planChanges({ place: desk, state, stack, identity, source, tags, types, documents })
      // Nobody knows what a macro makes of the same text: AWS takes every update of a template that has one.
      const hasTransform = read.transforms.length > 0
      if (plan.changes.length === 0 && !plan.otherwise && isHealthy(stack) && !hasTransform)
        throw invalid('No updates are to be performed.')
      refuseUnlessUpdatable(stack)
      const request: Request = {
        ...requestOf('UpdateStack', input, scope, source, documents.put(source), stack.settings.Tags),
        onFailure: input.disableRollback ? 'DO_NOTHING' : 'ROLLBACK',
      }
      return scope.answer(
        { StackId },
        stackRequested(StackId, request),
        stackStatus(StackId, 'UPDATE_IN_PROGRESS', 'User Initiated', input.token),
      )
    },
  })

const UPDATABLE = ['CREATE_COMPLETE', 'CREATE_FAILED', 'UPDATE_COMPLETE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE']

/** @throws ServiceError ValidationError */
export const refuseUnlessUpdatable = ({ StackId, StackStatus }: Stack): void => {
  if (!UPDATABLE.includes(StackStatus))
    throw invalid(`Stack:${StackId} is in ${StackStatus} state and can not be updated.`)
}

/** After a failure without rollback the same template is worth another try. */
export const isHealthy = ({ StackStatus }: Stack): boolean => StackStatus.endsWith('_COMPLETE')
