// Takes a service out of an account: its application stacks, newest stage first, then the pipeline that could deploy them.
import { DeleteStackCommand, type Stack, type StackResource } from '@aws-sdk/client-cloudformation'
import type { ReleaseStage } from '../config.ts'
import { deletionOrder } from './deletion-order.ts'
import { keptData, pipelineStacks } from './find-service.ts'
import { OperationError, type Session } from './session.ts'
import { findStack, followStack, physicalId, resourcesOf } from './stack.ts'

/** What the service's data are in an account: kept by the pipeline's stack, deleted only on demand. */
export interface Data {
  readonly repositoryName?: string
  readonly bucketName?: string
  readonly keyId?: string
}

export interface Destruction {
  readonly serviceName: string
  readonly stages: readonly ReleaseStage[]
  /** Goes ahead without asking for the service's name. */
  readonly yes: boolean
  /** Deletes the data as well. */
  readonly withData: boolean
}

export interface DestroySession extends Session {
  /** The ids of the pipeline's executions that have not ended. */
  readonly runningExecutions: (pipelineName: string) => Promise<readonly string[]>
  readonly deleteData: (data: Data) => Promise<void>
  /** What of it is there. */
  readonly existingData: (data: Data) => Promise<Data>
}

/** Throws an OperationError when something is left that should be gone. */
export async function destroyService(session: DestroySession, destruction: Destruction): Promise<void> {
  const { serviceName, stages, withData } = destruction
  const [pipelineStack, ...others] = await pipelineStacks(session, serviceName)
  if (others.length > 0) throw new OperationError(severalPipelines(serviceName, [pipelineStack, ...others]))
  const stacks = [
    ...(await existing(session, deletionOrder(serviceName, stages))).filter(
      ({ StackId }) => StackId !== pipelineStack?.StackId,
    ),
    ...(pipelineStack ? [pipelineStack] : []),
  ]
  const all = pipelineStack ? await resourcesOf(session, pipelineStack.StackName ?? '') : []
  const data = pipelineStack ? dataOf(all) : await session.existingData(await keptData(session, serviceName))
  if (stacks.length === 0 && !(withData && hasAny(data))) {
    session.print(`There is nothing of ${serviceName} to delete here.`)
    for (const line of keptLines(data)) session.print(line)
    return
  }
  // Also where no stack of the pipeline was found: it would deploy again what is deleted here.
  await refuseWhileRunning(session, serviceName)
  await confirm(session, destruction, stacks, data)
  for (const stack of stacks) await deleteStack(session, stack)
  if (withData) await session.deleteData(data)
  session.print(`${serviceName} is deleted.`)
  for (const line of withData ? [] : keptLines(data)) session.print(line)
  for (const line of logsRoleLines(all)) session.print(line)
}

const hasAny = (data: Data): boolean => Object.values(data).some(value => value !== undefined)

const severalPipelines = (serviceName: string, stacks: readonly (Stack | undefined)[]): string =>
  `Nothing was deleted: ${stacks.map(stack => stack?.StackName).join(' and ')} both say that their pipeline is ${serviceName}. Delete the one that is not meant with: aws cloudformation delete-stack --stack-name <name>`

async function existing(session: Session, names: readonly string[]): Promise<Stack[]> {
  const stacks = await Promise.all(names.map(name => findStack(session, name)))
  return stacks.filter(stack => stack !== undefined).filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
}

const dataOf = (all: readonly StackResource[]): Data => ({
  // The physical id of a repository is its id and not its name, which is the pipeline's too.
  repositoryName: physicalId(all, 'Repository') && physicalId(all, 'Pipeline'),
  bucketName: physicalId(all, 'ArtifactBucket'),
  keyId: physicalId(all, 'ArtifactKey'),
})

// An execution under way would deploy again what has just been deleted.
async function refuseWhileRunning(session: DestroySession, serviceName: string): Promise<void> {
  const [running] = await session.runningExecutions(serviceName)
  if (running === undefined) return
  throw new OperationError(
    `Nothing was deleted: the execution ${running} of ${serviceName} has not ended. Wait for it, reject its approval, or stop it with: aws codepipeline stop-pipeline-execution --pipeline-name ${serviceName} --pipeline-execution-id ${running}`,
  )
}

async function confirm(
  session: Session,
  destruction: Destruction,
  stacks: readonly Stack[],
  data: Data,
): Promise<void> {
  const { serviceName, withData, yes } = destruction
  if (stacks.length > 0) session.print('These stacks are deleted, in this order:')
  for (const { StackName, StackStatus } of stacks) session.print(`  ${StackName} (${StackStatus})`)
  const lines = dataLines(data)
  const deleted = stacks.length > 0 ? 'And with them, for good:' : 'These data are deleted for good:'
  if (lines.length > 0) session.print(withData ? deleted : 'These data are kept:')
  for (const line of lines) session.print(line)
  if (yes) return
  const answer = await session.ask(`Type ${serviceName} to delete it: `)
  if (answer === serviceName) return
  const why =
    answer === undefined
      ? 'There is nobody to ask; run with --yes if that is meant.'
      : `'${answer}' is not '${serviceName}'.`
  throw new OperationError(`Nothing was deleted. ${why}`)
}

async function deleteStack(session: Session, { StackId, StackName }: Stack): Promise<void> {
  session.print(`Deleting ${StackName}`)
  const { status, failures } = await followStack(session, StackId ?? StackName ?? '', () =>
    session.cloudFormation.send(new DeleteStackCommand({ StackName })),
  )
  if (status === 'DELETE_COMPLETE') return
  const reasons = failures.map(failure => `\n  - ${failure}`).join('')
  throw new OperationError(
    `${StackName} was not deleted, it is ${status}.${reasons}\nRemove the cause and run the same command again; it goes on where it stopped.`,
  )
}

const dataLines = ({ repositoryName, bucketName, keyId }: Data): string[] => [
  ...(repositoryName ? [`  the CodeCommit repository ${repositoryName} with its commits`] : []),
  ...(bucketName ? [`  the bucket ${bucketName} with artifacts and packaged code`] : []),
  ...(keyId ? [`  the key ${keyId}, which the bucket needs`] : []),
]

// Not among the data: it is the account's, and nobody can tell from here which other APIs have come to need it.
const logsRoleLines = (all: readonly StackResource[]): string[] => {
  const role = physicalId(all, 'ApiGatewayLogsRole')
  return role
    ? [`The role ${role} stays: API Gateway may write the access logs of other APIs of this account with it.`]
    : []
}

export const keptLines = ({ repositoryName, bucketName, keyId }: Data): string[] => {
  const commands = [
    ...(repositoryName ? [`  aws codecommit delete-repository --repository-name ${repositoryName}`] : []),
    ...(bucketName
      ? [`  aws s3 rm s3://${bucketName} --recursive   # then its old versions, then: aws s3 rb s3://${bucketName}`]
      : []),
    ...(keyId ? [`  aws kms schedule-key-deletion --key-id ${keyId}`] : []),
  ]
  return commands.length === 0
    ? []
    : ['Its data were kept. A new deployment needs the repository gone or another name. To delete them:', ...commands]
}
