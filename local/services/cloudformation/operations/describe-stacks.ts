// DescribeStacks and ListStacks.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html

import type { Members } from '../../../core/input/members.ts'
import { WholeList } from '../../../core/pages.ts'
import { operation, type Scope } from '../../../core/service.ts'
import { localUrl } from '../local-url.ts'
import type { CloudFormationState, Stack } from '../state.ts'
import { onStack, stackOf } from './find.ts'
import { texts } from './stack-input.ts'

const named = (members: Members): { readonly stackName?: string } => {
  const stackName = members.optionalString('StackName', { min: 1 })
  return stackName === undefined ? {} : { stackName }
}

export const describeStacks = operation<CloudFormationState>()({
  input: named,
  access: onStack('DescribeStacks'),
  decide: (state, { stackName }, scope) => {
    const stacks =
      stackName === undefined
        ? newestFirst(state).filter(stack => stack.StackStatus !== 'DELETE_COMPLETE')
        : [stackOf(state, stackName)]
    const show = (stack: Stack) => described(stack, scope)
    return { output: { Stacks: WholeList.of(stacks, show, ({ StackId }) => StackId) } }
  },
})

const newestFirst = (state: CloudFormationState): readonly Stack[] => [...state.stacks.values()].reverse()

const described = (stack: Stack, scope: Scope): Readonly<Record<string, unknown>> => ({
  StackId: stack.StackId,
  StackName: stack.StackName,
  ChangeSetId: stack.ChangeSetId,
  Description: stack.settings.Description,
  Parameters: orNone(stack.settings.Parameters),
  CreationTime: stack.CreationTime,
  DeletionTime: stack.DeletionTime,
  LastUpdatedTime: stack.LastUpdatedTime,
  RollbackConfiguration: {},
  StackStatus: stack.StackStatus,
  StackStatusReason: stack.StackStatusReason || undefined,
  DisableRollback: stack.DisableRollback,
  NotificationARNs: [],
  Capabilities: stack.settings.Capabilities,
  Outputs: orNone(
    stack.Outputs.map(output => ({
      ...output,
      OutputValue: localUrl(output.OutputValue, scope, scope.endpoint),
    })),
  ),
  RoleARN: stack.RoleARN,
  Tags: stack.settings.Tags,
  EnableTerminationProtection: stack.EnableTerminationProtection,
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
})

/** A stack that has none is shown without the member. */
const orNone = <Item>(items: readonly Item[]): readonly Item[] | undefined => (items.length > 0 ? items : undefined)

export const listStacks = operation<CloudFormationState>()({
  input: members => ({
    ...named(members),
    statuses: texts(members, 'StackStatusFilter').map(status => statusIn(members, status)),
  }),
  access: (_, scope, state) => onStack('ListStacks')({}, scope, state),
  decide: (state, { statuses }) => {
    const stacks = newestFirst(state).filter(stack => statuses.length === 0 || statuses.includes(stack.StackStatus))
    const shown = (stack: Stack) => ({
      StackId: stack.StackId,
      StackName: stack.StackName,
      TemplateDescription: stack.settings.Description,
      CreationTime: stack.CreationTime,
      LastUpdatedTime: stack.LastUpdatedTime,
      DeletionTime: stack.DeletionTime,
      StackStatus: stack.StackStatus,
      StackStatusReason: stack.StackStatusReason || undefined,
      DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    })
    return { output: { StackSummaries: WholeList.of(stacks, shown, ({ StackId }) => StackId) } }
  },
})

const statusIn = (members: Members, status: string): string => {
  if (STATUSES.includes(status)) return status
  throw members.wrong(
    'StackStatusFilter',
    `[${status}]`,
    `Member must satisfy constraint: [Member must satisfy enum value set: [${STATUSES.join(', ')}]]`,
  )
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
const STATUSES = [
  ...['CREATE', 'DELETE', 'ROLLBACK', 'UPDATE', 'UPDATE_ROLLBACK', 'IMPORT_ROLLBACK'].flatMap(change =>
    ['IN_PROGRESS', 'COMPLETE', 'FAILED'].map(state => `${change}_${state}`),
  ),
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'IMPORT_COMPLETE',
  'REVIEW_IN_PROGRESS',
]
