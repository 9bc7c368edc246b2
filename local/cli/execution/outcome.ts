// How an execution ended, in words: why it failed, the end of a failed build's output, how long it took.

import type { LocalCloud } from '../../local-cloud.ts'
import { printable } from '../live/columns.ts'
import { failedActions, type LiveAction, type LiveExecution, type LiveState, titleOf } from '../live/model.ts'
import { duration, paint } from '../live/render.ts'
import { readBuildOutput } from './build-output.ts'

const NOT_CARRIED_OUT = 'not carried out by the local cloud'
const COVERAGE = 'docs/coverage.md lists what the local cloud carries out.'

/** How much of a failed build's output is shown unasked. */
const LAST_LINES = 40

export interface OutcomeOptions {
  readonly cloud: LocalCloud
  readonly colors: boolean
  /** The build's output was shown while it ran. */
  readonly outputShown: boolean
}

export const outcomeLines = async (execution: LiveExecution, options: OutcomeOptions): Promise<readonly string[]> => {
  const reasons: string[] = []
  for (const action of failedActions(execution)) reasons.push(...(await reasonLines(action, options)))
  return [...(reasons.length > 0 ? ['', ...reasons] : []), '', endLine(execution, options.colors), '']
}

const reasonLines = async (
  action: LiveAction,
  { cloud, colors, outputShown }: OutcomeOptions,
): Promise<readonly string[]> => {
  const summary = printable(action.summary ?? 'no reason was given')
  const verdict = /^Rejected by /.test(summary) ? summary : `failed: ${summary}`
  const reasons = [
    paint('red', `  ✘ ${action.stage}/${action.name} ${verdict}`, colors),
    ...(summary.includes(NOT_CARRIED_OUT) ? [paint('dim', `    ${COVERAGE}`, colors)] : []),
  ]
  if (action.category !== 'Build' || !action.externalId || outputShown) return reasons
  const lines = await readBuildOutput(cloud, action.externalId)()
  const before = lines.length > LAST_LINES ? [`… ${lines.length - LAST_LINES} lines before (--logs shows all)`] : []
  return [...[...before, ...lines.slice(-LAST_LINES)].map(line => outputLine(line, colors)), ...reasons]
}

export const outputLine = (line: string, colors: boolean): string => paint('dim', `  │ ${printable(line)}`, colors)

const STYLES: Readonly<Record<LiveState, Parameters<typeof paint>[0]>> = {
  Waiting: 'dim',
  InProgress: 'cyan',
  Succeeded: 'green',
  Failed: 'red',
  Stopped: 'yellow',
  Superseded: 'yellow',
}

const endLine = (execution: LiveExecution, colors: boolean): string => {
  const time = duration((execution.ended ?? execution.started) - execution.started)
  const how = execution.state === 'Superseded' ? 'Superseded by a newer commit' : execution.state
  const text = `  ${titleOf(execution)}: ${how} after ${time} (execution ${execution.executionId})`
  return paint(STYLES[execution.state], text, colors)
}
