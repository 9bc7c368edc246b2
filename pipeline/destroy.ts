// `npm run destroy`: deletes the service's stacks and then its pipeline; commits and artifacts stay unless --data is given.
import { CodePipelineClient, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline'
import { readConfig } from './config.ts'
import { deleteData, existingData } from './operations/data.ts'
import { destroyService } from './operations/destroy-service.ts'
import { exitCode } from './operations/exit-code.ts'
import { readFlags } from './operations/flags.ts'
import { terminalSession } from './operations/terminal.ts'

const usage = `npm run destroy [-- --yes --data]
  --yes    deletes without asking for the service's name
  --data   deletes the repository, the artifacts and their key as well`

process.exitCode = await exitCode(async () => {
  const { yes, data } = readFlags(process.argv.slice(2), ['yes', 'data'], usage)
  const { serviceName, stages } = readConfig()
  const session = { ...terminalSession(), runningExecutions, deleteData, existingData }
  await destroyService(session, { serviceName, stages, yes, withData: data })
  return 0
})

async function runningExecutions(pipelineName: string): Promise<readonly string[]> {
  try {
    const { pipelineExecutionSummaries = [] } = await new CodePipelineClient({}).send(
      new ListPipelineExecutionsCommand({ pipelineName }),
    )
    return pipelineExecutionSummaries
      .filter(({ status }) => status === 'InProgress' || status === 'Stopping')
      .flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? [])
  } catch (error) {
    if (error instanceof Error && error.name === 'PipelineNotFoundException') return []
    throw error
  }
}
