// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html

import { ServiceError } from '../../../core/errors.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { documentsOf } from '../machine/documents.ts'
import { changeSetArn, stackArn } from '../names.ts'
import type { ResourceTypes } from '../resources/resource-type.ts'
import { invalid, processSource } from '../source.ts'
import type { CloudFormationState, Request, Stack } from '../state.ts'
import { changeSetRequested, stackStatus } from '../trail.ts'
import { access, findChangeSet, findStack, isExecuted, stackResource } from './find.ts'
import {
  CLIENT_TOKEN,
  NOT_CARRIED_OUT,
  passRole,
  readFor,
  refuseMembers,
  requestBy,
  stackContext,
  stackInput,
  standardOnly,
} from './stack-input.ts'
import { refuseUnlessUpdatable } from './update-stack.ts'

export const createChangeSet = (types: ResourceTypes): Operation<CloudFormationState> =>
  operation<CloudFormationState>()({
    input: members => {
      refuseMembers(members, [...NOT_CARRIED_OUT, 'ResourcesToImport', 'DeploymentMode'])
      standardOnly(members)
      return {
        ...stackInput(members),
        changeSetName: members.string('ChangeSetName', { min: 1, max: 128, pattern: CLIENT_TOKEN }),
        // Differs from AWS: the type IMPORT is refused.
        changeSetType: members.optionalString('ChangeSetType', { values: ['CREATE', 'UPDATE'] }) ?? 'UPDATE',
        clientToken: members.optionalString('ClientToken', { min: 1, max: 128 }),
        description: members.optionalString('Description', { min: 1, max: 1024 }),
        onFailure: members.optionalString('OnStackFailure', { values: ['DO_NOTHING', 'ROLLBACK', 'DELETE'] }),
      }
    },
    access: (input, scope, state) => [
      access('CreateChangeSet', stackResource(state, scope, input.stackName), {
        ...stackContext(input),
        'cloudformation:ChangeSetName': input.changeSetName,
      }),
      ...passRole(input.roleArn),
    ],
    perform: async (desk, input, scope) => {
      const stack = stackFor(desk.state, input)
      const documents = documentsOf(desk)
      const { capabilities } = input
      const stackName = stack?.StackName ?? input.stackName
      const stackId = stack?.StackId ?? stackArn(desk, input.stackName, scope.newId())
      const identity = { stackName, stackId }
      const { draft, read } = await readFor(desk, input, scope, stack, documents, identity)
      // Without a transform the answer itself says what is wrong; with one, the change set does.
      if (read.transforms.length === 0)
        await processSource(read, { place: desk, stack: identity, types, capabilities, expands: false })
      stackFor(desk.state, input)
      const changeSetId = changeSetArn(desk, input.changeSetName, scope.newId())
      const request: Request = {
        ...requestBy(input.changeSetType === 'CREATE' ? 'CreateStack' : 'UpdateStack', stackName, scope, input),
        capabilities,
        tags: input.tags ?? stack?.settings.Tags ?? [],
        ...(input.onFailure !== undefined && { onFailure: input.onFailure }),
      }
      return scope.answer(
        { Id: changeSetId, StackId: stackId },
        changeSetRequested(stackId, {
          changeSetId,
          changeSetName: input.changeSetName,
          changeSetType: input.changeSetType,
          ...(input.description !== undefined && { description: input.description }),
          draft: documents.put(draft),
          request,
        }),
        ...(stack ? [] : [stackStatus(stackId, 'REVIEW_IN_PROGRESS', 'User Initiated')]),
      )
    },
  })

/** The stack as it is; undefined when the change set is to create it. @throws ServiceError */
const stackFor = (
  state: CloudFormationState,
  {
    stackName,
    changeSetName,
    changeSetType,
  }: Readonly<Record<'stackName' | 'changeSetName' | 'changeSetType', string>>,
): Stack | undefined => {
  const stack = findStack(state, stackName)
  const namesake = findChangeSet(state, changeSetName, stackName)
  if (namesake && !isExecuted(namesake))
    throw new ServiceError('AlreadyExistsException', `ChangeSet ${changeSetName} already exists`)
  if (changeSetType === 'CREATE') {
    if (stack && stack.StackStatus !== 'REVIEW_IN_PROGRESS')
      throw invalid(
        `Stack [${stackName}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
      )
    return stack
  }
  if (!stack || stack.StackStatus === 'REVIEW_IN_PROGRESS') throw invalid(`Stack [${stackName}] does not exist`)
  refuseUnlessUpdatable(stack)
  return stack
}
