// The build's output, read from CloudWatch Logs as any client reads it.

import type { LocalCloud } from '../local-cloud.ts'

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
  const read = async <Output>(
    service: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<Output> => (await cloud.runtime.call(cloud.administrator, service, operation, input)) as Output
  return async () => {
    const { builds } = await read<{ builds: readonly Build[] }>('codebuild', 'BatchGetBuilds', { ids: [buildId] })
    const { groupName, streamName } = builds[0]?.logs ?? {}
    if (!groupName || !streamName) return []
    const lines: string[] = []
    for (;;) {
      const page = await read<Page>('logs', 'GetLogEvents', {
        logGroupName: groupName,
        logStreamName: streamName,
        startFromHead: true,
        ...(token ? { nextToken: token } : {}),
      }).catch(() => undefined) // the stream appears with the build's first line
      if (!page) return lines
      lines.push(...page.events.map(({ message }) => message.replace(/\n$/, '')))
      if (page.events.length === 0 || page.nextForwardToken === token) return lines
      token = page.nextForwardToken
    }
  }
}
