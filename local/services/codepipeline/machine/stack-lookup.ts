// What CloudFormation says of a stack, a change set, and the events of one operation.

import { ServiceError } from '../../../core/errors.ts'
import type { ActionRun } from './action-run.ts'

export interface StackDescription {
  readonly StackId: string
  readonly StackStatus: string
  readonly StackStatusReason?: string
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[]
}

export interface ChangeSetDescription {
  readonly StackId: string
  readonly ChangeSetName: string
  readonly Status: string
  readonly StatusReason?: string
}

export interface StackEvent {
  readonly StackId: string
  readonly LogicalResourceId: string
  readonly PhysicalResourceId?: string
  readonly ResourceType: string
  readonly ResourceStatus: string
  readonly ResourceStatusReason?: string
  readonly ClientRequestToken?: string
}

/** CloudFormation's words for nothing to do, of UpdateStack and of change sets. */
export const NO_CHANGES = /No updates are to be performed|didn't contain changes/

/** Undefined when there is no such stack. */
export const describeStack = async ({
  desk,
  caller,
  configuration,
}: ActionRun): Promise<StackDescription | undefined> => {
  try {
    const input = { StackName: configuration.StackName }
    const { Stacks } = await desk.call<{ Stacks: readonly StackDescription[] }>(
      caller,
      'cloudformation',
      'DescribeStacks',
      input,
    )
    return Stacks[0]
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ValidationError' && /does not exist/.test(error.message))
      return undefined
    throw error
  }
}

/** Undefined when there is no such change set. The name may be its ARN. */
export const describeChangeSet = async (
  { desk, caller, configuration }: ActionRun,
  ChangeSetName: string,
): Promise<ChangeSetDescription | undefined> => {
  try {
    const input = { ChangeSetName, StackName: configuration.StackName }
    return await desk.call<ChangeSetDescription>(caller, 'cloudformation', 'DescribeChangeSet', input)
  } catch (error) {
    if (error instanceof ServiceError && /^ChangeSetNotFound/.test(error.code)) return undefined
    throw error
  }
}

/** Why the operation failed: its first failed resource, or else what the stack said of itself; undefined when the role may not look. */
export const causeOfFailure = async (run: ActionRun, token: string): Promise<string | undefined> => {
  const events = await eventsOf(run, token)
  const failed = events
    ?.filter(event => event.ResourceStatus.endsWith('_FAILED') && event.PhysicalResourceId !== event.StackId)
    .findLast(event => !/cancelled$/i.test(event.ResourceStatusReason ?? ''))
  if (!failed)
    return events
      ?.filter(event => event.PhysicalResourceId === event.StackId)
      .findLast(({ ResourceStatusReason: reason }) => reason && reason !== 'User Initiated')?.ResourceStatusReason
  const { LogicalResourceId, ResourceType, ResourceStatus, ResourceStatusReason = 'no reason given' } = failed
  return `First failed resource: ${LogicalResourceId} (${ResourceType}) ${ResourceStatus}: ${ResourceStatusReason}`
}

/** The stack's own last event in the operation; undefined when the role may not look. */
export const lastStackEvent = async (run: ActionRun, token: string): Promise<StackEvent | undefined> => {
  const events = await eventsOf(run, token)
  return events?.find(event => event.PhysicalResourceId === event.StackId)
}

/** Newest first. CloudFormation's newest operation comes first, so that reading ends where another operation's events begin. */
const eventsOf = async (
  { desk, caller, configuration, action }: ActionRun,
  token: string,
): Promise<readonly StackEvent[] | undefined> => {
  const found: StackEvent[] = []
  let NextToken: string | undefined
  try {
    do {
      const input = { StackName: action.externalExecutionId ?? configuration.StackName, NextToken }
      const page = await desk.call<{ StackEvents: readonly StackEvent[]; NextToken?: string }>(
        caller,
        'cloudformation',
        'DescribeStackEvents',
        input,
      )
      const ours = page.StackEvents.filter(event => event.ClientRequestToken === token)
      found.push(...ours)
      NextToken = ours.length > 0 ? page.NextToken : undefined
    } while (NextToken !== undefined)
    return found
  } catch (error) {
    if (error instanceof ServiceError) return undefined
    throw error
  }
}
