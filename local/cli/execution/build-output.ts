// The build's output, read from CloudWatch Logs as any client reads it.

import type { LocalCloud } from '../../local-cloud.ts'
import type { LiveExecution } from '../live/model.ts'

interface Build {
  readonly logs?: { readonly groupName?: string; readonly streamName?: string }
}

interface Page {
  readonly events: readonly { readonly message: string }[]
  readonly nextForwardToken?: string
}

/** Lines of one build, in order; each call gives those that are new since the last. */
export const readBuildOutput = (cloud: LocalCloud, buildId: string): (() => Promise<readonly string[]>) => {
  let token: string | undefined
  return async () => {
    const { builds } = await read<{ builds: readonly Build[] }>(cloud, 'codebuild', 'BatchGetBuilds', {
      ids: [buildId],
    })
    const { groupName, streamName } = builds[0]?.logs ?? {}
    if (!groupName || !streamName) return []
    const lines: string[] = []
    for (;;) {
      const page = await read<Page>(cloud, 'logs', 'GetLogEvents', {
        logGroupName: groupName,
        logStreamName: streamName,
        startFromHead: true,
        ...(token ? { nextToken: token } : {}),
      }).catch(() => undefined) // the stream appears with the build's first line
      if (!page) return lines
      lines.push(...page.events.map(({ message }) => lastOverwrite(message)))
      if (page.events.length === 0 || page.nextForwardToken === token) return lines
      token = page.nextForwardToken
    }
  }
}

/** What a line of a progress bar shows in the end. */
const lastOverwrite = (message: string): string =>
  message
    .trimEnd()
    .split('\r')
    .findLast(part => part !== '') ?? ''

/** Reads the builds of executions on and on; `flush` says what is new. */
export const followBuilds = (
  cloud: LocalCloud,
  executions: () => readonly LiveExecution[],
  say: (lines: readonly string[]) => void,
): { flush(): Promise<void>; close(): void } => {
  const readers = new Map<string, () => Promise<readonly string[]>>()
  const readAll = async () => {
    for (const execution of executions())
      for (const buildId of await buildsOf(cloud, execution)) {
        const next = readers.get(buildId) ?? readBuildOutput(cloud, buildId)
        readers.set(buildId, next)
        const lines = await next()
        if (lines.length > 0) say(lines)
      }
  }
  // One after the other: two readers of one stream would both say the same lines.
  let last: Promise<void> = Promise.resolve()
  const flush = () => {
    last = last.catch(() => {}).then(readAll)
    return last
  }
  let isBusy = false
  const timer = setInterval(() => {
    if (isBusy) return
    isBusy = true
    void flush()
      .catch(() => {}) // said by the flush at the execution's end
      .finally(() => {
        isBusy = false
      })
  }, OUTPUT_EVERY_MS)
  timer.unref()
  return { flush, close: () => clearInterval(timer) }
}

const OUTPUT_EVERY_MS = 150

interface Details {
  readonly actionExecutionDetails: readonly {
    readonly stageName: string
    readonly actionName: string
    readonly output?: { readonly executionResult?: { readonly externalExecutionId?: string } }
  }[]
}

/** An action's event names its build only in the end; ListActionExecutions does as soon as it runs. */
const buildsOf = async (cloud: LocalCloud, execution: LiveExecution): Promise<readonly string[]> => {
  const begun = execution.actions.filter(({ category, state }) => category === 'Build' && state !== 'Waiting')
  if (begun.every(({ externalId }) => externalId)) return begun.flatMap(({ externalId }) => externalId ?? [])
  const { actionExecutionDetails } = await read<Details>(cloud, 'codepipeline', 'ListActionExecutions', {
    pipelineName: execution.pipeline,
    filter: { pipelineExecutionId: execution.executionId },
  })
  return actionExecutionDetails
    .filter(({ stageName, actionName }) => begun.some(({ stage, name }) => stage === stageName && name === actionName))
    .flatMap(({ output }) => output?.executionResult?.externalExecutionId ?? [])
}

const read = async <Output>(
  cloud: LocalCloud,
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Output> => (await cloud.runtime.call(cloud.administrator, service, operation, input)) as Output
