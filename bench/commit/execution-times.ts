// Where an execution's time went, as CodePipeline and CodeBuild themselves tell it.
import { BatchGetBuildsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild'
import {
  type ActionExecutionDetail,
  CodePipelineClient,
  ListActionExecutionsCommand,
} from '@aws-sdk/client-codepipeline'

export interface Connection {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

export interface ExecutionTimes {
  /** When the first action began, in milliseconds since 1970. */
  readonly begun: number
  /** Milliseconds from the begin of the first action to the end of the last. */
  readonly total: number
  /** Milliseconds by `Stage/Action`. */
  readonly actions: ReadonlyMap<string, number>
  /** Milliseconds of the build by its phases, in the words of CodeBuild. */
  readonly phases: ReadonlyMap<string, number>
}

export const executionTimes = async (
  connection: Connection,
  pipelineName: string,
  pipelineExecutionId: string,
): Promise<ExecutionTimes> => {
  const client = new CodePipelineClient(connection)
  const { actionExecutionDetails = [] } = await client.send(
    new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } }),
  )
  client.destroy()
  const starts = actionExecutionDetails.map(({ startTime }) => startTime?.getTime() ?? Number.NaN)
  const ends = actionExecutionDetails.map(({ lastUpdateTime }) => lastUpdateTime?.getTime() ?? Number.NaN)
  const begun = Math.min(...starts)
  const inOrder = actionExecutionDetails.toSorted((a, b) => Number(a.startTime) - Number(b.startTime)).reverse()
  return {
    begun,
    total: Math.max(...ends) - begun,
    actions: new Map(inOrder.reverse().map(action => [nameOf(action), durationOf(action)])),
    phases: await phaseTimes(connection, actionExecutionDetails),
  }
}

const nameOf = ({ stageName, actionName }: ActionExecutionDetail): string => `${stageName}/${actionName}`

const durationOf = ({ startTime, lastUpdateTime }: ActionExecutionDetail): number =>
  Number(lastUpdateTime) - Number(startTime)

const phaseTimes = async (
  connection: Connection,
  actions: readonly ActionExecutionDetail[],
): Promise<ReadonlyMap<string, number>> => {
  const build = actions.find(({ input }) => input?.actionTypeId?.provider === 'CodeBuild')
  const id = build?.output?.executionResult?.externalExecutionId
  if (!id) throw new Error('the execution has no build')
  const client = new CodeBuildClient(connection)
  const { builds } = await client.send(new BatchGetBuildsCommand({ ids: [id] }))
  client.destroy()
  const phases = builds?.[0]?.phases ?? []
  return new Map(
    phases.flatMap(({ phaseType, startTime, endTime }) =>
      phaseType && endTime ? [[phaseType, Number(endTime) - Number(startTime)] as const] : [],
    ),
  )
}
