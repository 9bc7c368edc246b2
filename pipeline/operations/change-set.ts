// One change of a stack: change set, its changes shown, executed, followed to its end.
import {
  type Change,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  DescribeEventsCommand,
  ExecuteChangeSetCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { changeLines, losses } from './changes.ts'
import { OperationError, type Session, until } from './session.ts'
import { findStack, followStack } from './stack.ts'

export interface StackChange {
  readonly stackName: string
  readonly type: 'CREATE' | 'UPDATE'
  /** As the request hands it over: the text itself, or where it lies. */
  readonly template: { readonly TemplateBody: string } | { readonly TemplateURL: string }
  /** A name for the change set that no earlier one has. */
  readonly changeSetName: string
  /** Goes ahead without asking when stateful resources would be removed or replaced. */
  readonly yes: boolean
}

/** The stack as it is afterwards, and what was changed. Throws an OperationError when it is not as the template says. */
export async function changeStack(
  session: Session,
  change: StackChange,
): Promise<{ readonly stack: Stack; readonly changes: readonly Change[] }> {
  const { stackName, type } = change
  const stackId = await createChangeSet(session, change)
  const changes = await readChanges(session, change)
  if (changes === 'none') session.print(`${stackName} is up to date: no changes.`)
  else {
    session.print(`${type === 'CREATE' ? 'Creating' : 'Updating'} ${stackName}:`)
    for (const line of changeLines(changes)) session.print(line)
    await confirmLosses(session, change, losses(changes))
    await execute(session, change, stackId)
  }
  const stack = await findStack(session, stackId)
  if (!stack) throw new OperationError(`${stackName} was deleted while it was deployed.`)
  return { stack, changes: changes === 'none' ? [] : changes }
}

async function createChangeSet(session: Session, change: StackChange): Promise<string> {
  const { StackId } = await session.cloudFormation.send(
    new CreateChangeSetCommand({
      StackName: change.stackName,
      ChangeSetName: change.changeSetName,
      ChangeSetType: change.type,
      ...change.template,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    }),
  )
  return StackId ?? change.stackName
}

async function readChanges(session: Session, change: StackChange): Promise<readonly Change[] | 'none'> {
  const first = await until(session, async () => {
    const page = await describe(session, change)
    return page.Status === 'CREATE_COMPLETE' || page.Status === 'FAILED' ? page : undefined
  })
  if (first.Status === 'CREATE_COMPLETE') return await allChanges(session, change, first)
  const reason = first.StatusReason ?? 'no reason was given'
  const isEmpty = /didn't contain changes|No updates are to be performed/i.test(reason)
  const found = isEmpty ? [] : await validationErrors(session, first.ChangeSetId)
  await discard(session, change)
  if (isEmpty) return 'none'
  throw new OperationError(
    `CloudFormation refuses the change set of ${change.stackName}: ${[reason, ...found].join('\n  - ')}`,
  )
}

/**
 * CloudFormation's early validation fails a change set without a word of what it found: that is among the operation's events.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
async function validationErrors({ cloudFormation }: Session, ChangeSetName: string | undefined): Promise<string[]> {
  try {
    const { OperationEvents = [] } = await cloudFormation.send(
      new DescribeEventsCommand({ ChangeSetName, Filters: { FailedEvents: true } }),
    )
    return OperationEvents.filter(({ EventType }) => EventType === 'VALIDATION_ERROR').map(
      ({ LogicalResourceId = '?', ResourceType, ValidationPath, ValidationStatusReason, ValidationName }) =>
        `${LogicalResourceId} (${ResourceType}): ${ValidationStatusReason ?? ValidationName}${ValidationPath ? ` at ${ValidationPath}` : ''}`,
    )
  } catch {
    return [] // an older CloudFormation, or no permission for it: the reason alone has to do
  }
}

async function allChanges(session: Session, change: StackChange, first: DescribeChangeSetOutput): Promise<Change[]> {
  const changes = [...(first.Changes ?? [])]
  for (let token = first.NextToken; token; ) {
    const page = await describe(session, change, token)
    changes.push(...(page.Changes ?? []))
    token = page.NextToken
  }
  return changes
}

const describe = ({ cloudFormation }: Session, { stackName, changeSetName }: StackChange, NextToken?: string) =>
  cloudFormation.send(new DescribeChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName, NextToken }))

async function confirmLosses(session: Session, change: StackChange, lost: readonly string[]): Promise<void> {
  if (lost.length === 0 || change.yes) return
  const what = `${lost.join(', ')} would be removed or replaced; what is in there stays behind, but the pipeline loses it.`
  const answer = await session.ask(`${what} Go on? (y/N) `)
  if (answer?.toLowerCase() === 'y') return
  await discard(session, change)
  throw new OperationError(
    `Nothing was changed. ${what}${answer === undefined ? ' Run with --yes if that is meant.' : ''}`,
  )
}

const discard = ({ cloudFormation }: Session, { stackName, changeSetName }: StackChange) =>
  cloudFormation.send(new DeleteChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName }))

async function execute(session: Session, { stackName, changeSetName }: StackChange, stackId: string): Promise<void> {
  const { status, failures } = await followStack(session, stackId, () =>
    session.cloudFormation.send(new ExecuteChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName })),
  )
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return
  const reasons = failures.map(failure => `\n  - ${failure}${hint(failure)}`).join('')
  throw new OperationError(`${stackName} was not deployed, it is ${status}.${reasons}\n${afterwards(status)}`)
}

const hint = (failure: string) =>
  /already exists/i.test(failure)
    ? ' It may be left from an earlier `npm run destroy`, which keeps data: delete it, or choose another serviceName in pipeline/config.ts.'
    : ''

const afterwards = (status: string) =>
  status === 'ROLLBACK_COMPLETE'
    ? 'Nothing is left of it. Remove the cause and run the same command again; it starts afresh.'
    : status === 'UPDATE_ROLLBACK_COMPLETE'
      ? 'The stack is as it was before. Remove the cause and run the same command again.'
      : 'Remove the cause and run the same command again; it says what to do about the state of the stack.'
