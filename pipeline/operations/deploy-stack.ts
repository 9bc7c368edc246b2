// Deploys a template as a stack: change set, its changes shown, executed, followed to its end. No bootstrap, no CDK command line.
import {
  type Change,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  ExecuteChangeSetCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { changeLines, losses } from './changes.ts'
import { OperationError, type Session, until } from './session.ts'
import { findStack, followStack, outputLines } from './stack.ts'

export interface Deployment {
  readonly stackName: string
  readonly templateBody: string
  /** A name for the change set that no earlier one has. */
  readonly changeSetName: string
  /** Goes ahead without asking when stateful resources would be removed or replaced. */
  readonly yes: boolean
}

/** The stack as it is now, and whether it is new. Throws an OperationError when it is not as the template says. */
export async function deployStack(
  session: Session,
  deployment: Deployment,
): Promise<{ stack: Stack; created: boolean }> {
  const { stackName } = deployment
  const type = await changeSetType(session, stackName)
  const stackId = await createChangeSet(session, deployment, type)
  const changes = await readChanges(session, deployment)
  if (changes === 'none') session.print(`${stackName} is up to date: no changes.`)
  else {
    session.print(`${type === 'CREATE' ? 'Creating' : 'Updating'} ${stackName}:`)
    for (const line of changeLines(changes)) session.print(line)
    await confirmLosses(session, deployment, losses(changes))
    await execute(session, deployment, stackId)
  }
  const stack = await findStack(session, stackId)
  if (!stack) throw new OperationError(`${stackName} was deleted while it was deployed.`)
  for (const line of outputLines(stack)) session.print(line)
  return { stack, created: type === 'CREATE' }
}

/** What kind of change set the stack's state allows; throws with what to do when none is. */
export async function changeSetType(session: Session, stackName: string): Promise<'CREATE' | 'UPDATE'> {
  const stack = await findStack(session, stackName)
  const status = stack?.StackStatus ?? 'none'
  const verdict = verdictOn(status)
  if (verdict === 'CREATE' || verdict === 'UPDATE') return verdict
  if (verdict !== 'REPLACE') throw new OperationError(`${stackName} is ${status}: ${verdict}`)
  session.print(`${stackName} is ${status}: its first deployment failed and left nothing. Deleting it to start again.`)
  await followStack(session, stack?.StackId ?? stackName, () =>
    session.cloudFormation.send(new DeleteStackCommand({ StackName: stackName })),
  )
  return 'CREATE'
}

/** What may be done with a stack in this state: a change set of some kind, a fresh start, or (any other text) what a person must do first. */
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes
export function verdictOn(status: string): string {
  // REVIEW_IN_PROGRESS: an earlier change set was never executed; there is nothing yet, and another may be made.
  if (['none', 'DELETE_COMPLETE', 'REVIEW_IN_PROGRESS'].includes(status)) return 'CREATE'
  if (status === 'ROLLBACK_COMPLETE') return 'REPLACE'
  if (status.endsWith('_IN_PROGRESS'))
    return 'another operation is under way. Wait for its end and run the same command again.'
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return 'its last rollback failed. Remove the cause, run `aws cloudformation continue-update-rollback` and then the same command again.'
  if (/^(CREATE|ROLLBACK|DELETE)_FAILED$/.test(status))
    return 'resources are left over. Read why in its events, delete the stack with `npm run destroy` and run the same command again.'
  return 'UPDATE'
}

async function createChangeSet(
  session: Session,
  deployment: Deployment,
  ChangeSetType: 'CREATE' | 'UPDATE',
): Promise<string> {
  const { StackId } = await session.cloudFormation.send(
    new CreateChangeSetCommand({
      StackName: deployment.stackName,
      ChangeSetName: deployment.changeSetName,
      ChangeSetType,
      TemplateBody: deployment.templateBody,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    }),
  )
  return StackId ?? deployment.stackName
}

async function readChanges(session: Session, deployment: Deployment): Promise<readonly Change[] | 'none'> {
  const first = await until(session, async () => {
    const page = await describe(session, deployment)
    return page.Status === 'CREATE_COMPLETE' || page.Status === 'FAILED' ? page : undefined
  })
  if (first.Status === 'CREATE_COMPLETE') return await allChanges(session, deployment, first)
  await discard(session, deployment)
  const reason = first.StatusReason ?? 'no reason was given'
  if (/didn't contain changes|No updates are to be performed/i.test(reason)) return 'none'
  throw new OperationError(`CloudFormation refuses the change set of ${deployment.stackName}: ${reason}`)
}

async function allChanges(session: Session, deployment: Deployment, first: DescribeChangeSetOutput): Promise<Change[]> {
  const changes = [...(first.Changes ?? [])]
  for (let token = first.NextToken; token; ) {
    const page = await describe(session, deployment, token)
    changes.push(...(page.Changes ?? []))
    token = page.NextToken
  }
  return changes
}

const describe = ({ cloudFormation }: Session, { stackName, changeSetName }: Deployment, NextToken?: string) =>
  cloudFormation.send(new DescribeChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName, NextToken }))

async function confirmLosses(session: Session, deployment: Deployment, lost: readonly string[]): Promise<void> {
  if (lost.length === 0 || deployment.yes) return
  const what = `${lost.join(', ')} would be removed or replaced; what is in there stays behind, but the pipeline loses it.`
  const answer = await session.ask(`${what} Go on? (y/N) `)
  if (answer?.toLowerCase() === 'y') return
  await discard(session, deployment)
  throw new OperationError(
    `Nothing was changed. ${what}${answer === undefined ? ' Run with --yes if that is meant.' : ''}`,
  )
}

const discard = ({ cloudFormation }: Session, { stackName, changeSetName }: Deployment) =>
  cloudFormation.send(new DeleteChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName }))

async function execute(session: Session, { stackName, changeSetName }: Deployment, stackId: string): Promise<void> {
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
