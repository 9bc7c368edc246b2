// A stack as the operations see it: its state, its events while it changes, its outputs.
import {
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
  type StackResource,
} from '@aws-sdk/client-cloudformation'
import { type Session, until } from './session.ts'

/** The stack, or undefined when there is none. CloudFormation has no error of its own for that. */
export async function findStack({ cloudFormation }: Session, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))
    return Stacks[0]
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined
    throw error
  }
}

/** What is there of the stack. */
export async function resourcesOf({ cloudFormation }: Session, stackName: string): Promise<readonly StackResource[]> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: stackName }))
  return StackResources.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE')
}

export const physicalId = (all: readonly StackResource[], logicalId: string): string | undefined =>
  all.find(({ LogicalResourceId }) => LogicalResourceId === logicalId)?.PhysicalResourceId

export interface Ending {
  readonly status: string
  /** Why resources failed, the first cause first. */
  readonly failures: readonly string[]
}

/**
 * Starts an operation on the stack and prints what happens, until the stack's own event says that it has ended: its status alone
 * may still be that of the operation before. `stackId` and not the name, because a deleted stack has no name.
 */
export async function followStack(session: Session, stackId: string, start: () => Promise<unknown>): Promise<Ending> {
  let seen = (await newestEvent(session, stackId))?.EventId
  const failures: string[] = []
  await start()
  const status = await until(session, async () => {
    const events = await eventsAfter(session, stackId, seen)
    seen = events.at(-1)?.EventId ?? seen
    for (const event of events) session.print(eventLine(event))
    failures.push(...events.filter(isFailure).map(failureLine))
    return events.find(event => event.PhysicalResourceId === stackId && !event.ResourceStatus?.endsWith('_IN_PROGRESS'))
      ?.ResourceStatus
  })
  return { status, failures }
}

async function newestEvent({ cloudFormation }: Session, stackId: string): Promise<StackEvent | undefined> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId }))
  return StackEvents[0]
}

/** The events after `seen`, oldest first; CloudFormation tells the newest first, page by page. */
async function eventsAfter(
  { cloudFormation }: Session,
  stackId: string,
  seen: string | undefined,
): Promise<StackEvent[]> {
  const fresh: StackEvent[] = []
  let NextToken: string | undefined
  do {
    const page = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }))
    for (const event of page.StackEvents ?? []) {
      if (event.EventId === seen) return fresh.reverse()
      fresh.push(event)
    }
    NextToken = page.NextToken
  } while (NextToken)
  return fresh.reverse()
}

export function eventLine(event: StackEvent): string {
  const time = event.Timestamp?.toISOString().slice(11, 19) ?? '--:--:--'
  const reason = event.ResourceStatusReason ? `  ${event.ResourceStatusReason}` : ''
  return `  ${time}  ${event.ResourceStatus?.padEnd(30)}  ${event.LogicalResourceId} (${event.ResourceType})${reason}`
}

// A resource that was stopped because another one failed explains nothing.
const isFailure = ({ ResourceStatus, ResourceStatusReason = '' }: StackEvent) =>
  ResourceStatus?.endsWith('_FAILED') && !/cancelled/i.test(ResourceStatusReason)

const failureLine = ({ LogicalResourceId, ResourceType, ResourceStatusReason = 'no reason was given' }: StackEvent) =>
  `${LogicalResourceId} (${ResourceType}): ${ResourceStatusReason}`

export const outputLines = ({ Outputs = [] }: Stack): string[] => {
  const width = Math.max(0, ...Outputs.map(({ OutputKey = '' }) => OutputKey.length))
  return Outputs.map(({ OutputKey = '', OutputValue = '' }) => `  ${OutputKey.padEnd(width)}  ${OutputValue}`)
}
