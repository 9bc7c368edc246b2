// Where a service is in an account: its pipeline's stack, whatever its name, and what an earlier `npm run destroy` kept.
import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  type Stack,
  type StackSummary,
} from '@aws-sdk/client-cloudformation'
import { pipelineStackName } from '../names.ts'
import type { Data } from './destroy-service.ts'
import type { Session } from './session.ts'

/** The stacks of the account that are this service's pipeline: by their name, or by the pipeline that they say is theirs. */
export async function pipelineStacks(session: Session, serviceName: string): Promise<readonly Stack[]> {
  const found: Stack[] = []
  let NextToken: string | undefined
  do {
    const page = await session.cloudFormation.send(new DescribeStacksCommand({ NextToken }))
    found.push(...(page.Stacks ?? []).filter(stack => isPipelineOf(serviceName, stack)))
    NextToken = page.NextToken
  } while (NextToken)
  return found.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
}

const isPipelineOf = (serviceName: string, { StackName, Outputs = [] }: Stack): boolean =>
  StackName === pipelineStackName(serviceName) ||
  Outputs.some(({ OutputKey, OutputValue }) => OutputKey === 'PipelineName' && OutputValue === serviceName)

/** What the newest deleted stack of the pipeline left behind; CloudFormation tells of it for 90 days. */
export async function keptData(session: Session, serviceName: string): Promise<Data> {
  const [newest] = (await deletedStacks(session, pipelineStackName(serviceName))).toSorted(
    (one, other) => (other.DeletionTime?.getTime() ?? 0) - (one.DeletionTime?.getTime() ?? 0),
  )
  if (!newest) return {}
  const kept = await skippedIn(session, newest.StackId ?? '')
  return {
    repositoryName: kept.get('Repository') && serviceName,
    bucketName: kept.get('ArtifactBucket'),
    keyId: kept.get('ArtifactKey'),
  }
}

/** Physical ids by logical ids. */
async function skippedIn(session: Session, StackName: string): Promise<ReadonlyMap<string, string>> {
  const skipped = new Map<string, string>()
  let NextToken: string | undefined
  do {
    const page = await session.cloudFormation.send(new DescribeStackEventsCommand({ StackName, NextToken }))
    for (const { ResourceStatus, LogicalResourceId = '', PhysicalResourceId = '' } of page.StackEvents ?? [])
      if (ResourceStatus === 'DELETE_SKIPPED') skipped.set(LogicalResourceId, PhysicalResourceId)
    NextToken = page.NextToken
  } while (NextToken)
  return skipped
}

async function deletedStacks(session: Session, name: string): Promise<readonly StackSummary[]> {
  const found: StackSummary[] = []
  let NextToken: string | undefined
  do {
    const page = await session.cloudFormation.send(
      new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'], NextToken }),
    )
    found.push(...(page.StackSummaries ?? []).filter(({ StackName }) => StackName === name))
    NextToken = page.NextToken
  } while (NextToken)
  return found
}
