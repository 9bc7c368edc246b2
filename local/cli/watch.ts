// Follows executions while they run: draws them, asks at the gate, shows the build's output and the reason of a failure.

import { messageOf } from '../core/errors.ts'
import type { ServiceEvent } from '../core/event.ts'
import type { LocalCloud } from '../local-cloud.ts'
import { readBuildOutput } from './build-output.ts'
import {
  after,
  executionOf,
  failedActions,
  type LiveAction,
  type LiveExecution,
  newExecution,
  pendingApproval,
  type Structure,
} from './live/model.ts'
import { duration, paint } from './live/render.ts'
import { openScreen, type Screen, type Terminal } from './live/screen.ts'
import type { Running } from './running.ts'

export interface Watch {
  /** Answers the approval that waits; does nothing when none waits. */
  answer(status: 'Approved' | 'Rejected'): void
  toggleOutput(): void
  close(): void
}

export interface WatchOptions {
  readonly cloud: LocalCloud
  readonly structure: Structure
  readonly terminal: Terminal
  readonly now: () => number
  readonly decision?: 'Approved' | 'Rejected'
  /** Whether a person can press keys. */
  readonly asks: boolean
  readonly showOutput: boolean
  /** Called when an execution has ended and everything about it was shown; `underWay` are still running. */
  readonly onEnd: (execution: LiveExecution, underWay: number) => void
}

const OUTPUT_EVERY_MS = 150
/** How much of a failed build's output is shown unasked. */
const LAST_LINES = 40

/** Shows every execution of the pipeline from now on; `running` are those that are under way already. */
export const watch = (options: WatchOptions, running: Running): Watch => {
  const { cloud, structure, terminal } = options
  const executions = new Map(running.executions.map(execution => [execution.executionId, execution]))
  let screen: Screen | undefined
  let output = options.showOutput ? followOutput() : undefined
  let asked: string | undefined

  const say = (line: string) => (screen ? screen.say(line) : terminal.write(`${line}\n`))
  const shown = () => [...executions.values()].filter(({ state }) => state === 'InProgress').at(-1)

  const handle = (event: ServiceEvent) => {
    const id = executionOf(event)
    if (!id || running.ofCreation.has(id) || (event.detail as { pipeline?: string }).pipeline !== structure.name) return
    const before = executions.get(id) ?? newExecution(structure, id, Date.parse(event.time))
    const execution = after(before, event)
    executions.set(id, execution)
    screen ??= openScreen(terminal, options.now)
    const changed = execution.actions.find((action, index) => action !== before.actions[index])
    if (execution.executionId === shown()?.executionId || execution.state !== 'InProgress')
      screen.show(execution, changed)
    attend(execution)
    if (execution.state !== 'InProgress' && before.state === 'InProgress') void end(execution)
  }

  /** Asks, or answers as told, when the execution waits at the gate. */
  const attend = (execution: LiveExecution) => {
    const approval = pendingApproval(execution)
    const key = approval && `${execution.executionId}/${approval.stage}/${approval.name}/${approval.started}`
    if (key === asked) return
    asked = key
    screen?.ask(approval && !options.decision ? question(options, approval) : undefined)
    if (approval && options.decision) void putApproval(cloud, structure.name, approval, options.decision).catch(fail)
  }

  const end = async (execution: LiveExecution) => {
    screen?.ask(undefined)
    screen?.close()
    screen = undefined
    executions.delete(execution.executionId)
    await output?.flush()
    for (const action of failedActions(execution)) await explain(cloud, action, say, terminal, output !== undefined)
    say(endLine(execution, terminal.colors))
    options.onEnd(execution, executions.size)
    const next = shown()
    if (next) {
      screen = openScreen(terminal, options.now)
      screen.show(next)
      attend(next)
    }
  }

  const fail = (error: unknown) => say(paint('red', messageOf(error), terminal.colors))

  function followOutput() {
    const readers = new Map<string, () => Promise<readonly string[]>>()
    const flush = async () => {
      for (const execution of executions.values())
        for (const { category, externalId } of execution.actions) {
          if (category !== 'Build' || !externalId) continue
          const read = readers.get(externalId) ?? readBuildOutput(cloud, externalId)
          readers.set(externalId, read)
          for (const line of await read()) say(paint('dim', `  │ ${line}`, terminal.colors))
        }
    }
    let busy = false
    const timer = setInterval(() => {
      if (busy) return
      busy = true
      void flush()
        .catch(fail)
        .finally(() => {
          busy = false
        })
    }, OUTPUT_EVERY_MS)
    timer.unref()
    return { flush, close: () => clearInterval(timer) }
  }

  const unsubscribe = cloud.runtime.subscribe(handle)
  const first = shown()
  if (first) {
    screen = openScreen(terminal, options.now)
    screen.show(first)
    attend(first)
  }
  return {
    answer: status => {
      const execution = shown()
      const approval = execution && pendingApproval(execution)
      if (approval) void putApproval(cloud, structure.name, approval, status).catch(fail)
    },
    toggleOutput: () => {
      output?.close()
      output = output ? undefined : followOutput()
    },
    close: () => {
      unsubscribe()
      output?.close()
      screen?.close()
    },
  }
}

const question = ({ asks, structure, terminal, cloud }: WatchOptions, approval: LiveAction): string =>
  asks
    ? paint('bold', `  ${approval.stage} waits: approve the release? y approves, n rejects`, terminal.colors)
    : `  ${approval.stage} waits for an approval: aws codepipeline put-approval-result --endpoint-url ${cloud.endpoint} --pipeline-name ${structure.name} --stage-name ${approval.stage} --action-name ${approval.name} --token TOKEN --result status=Approved,summary=ok (get-pipeline-state shows the token)`

interface State {
  readonly stageStates: readonly {
    readonly stageName: string
    readonly actionStates: readonly {
      readonly actionName: string
      readonly latestExecution?: { readonly token?: string }
    }[]
  }[]
}

const putApproval = async (
  { runtime, administrator }: LocalCloud,
  pipelineName: string,
  approval: LiveAction,
  status: 'Approved' | 'Rejected',
): Promise<void> => {
  const state = (await runtime.call(administrator, 'codepipeline', 'GetPipelineState', { name: pipelineName })) as State
  const token = state.stageStates
    .find(({ stageName }) => stageName === approval.stage)
    ?.actionStates.find(({ actionName }) => actionName === approval.name)?.latestExecution?.token
  await runtime.call(administrator, 'codepipeline', 'PutApprovalResult', {
    pipelineName,
    stageName: approval.stage,
    actionName: approval.name,
    token,
    result: { status, summary: `${status} at the terminal` },
  })
}

const explain = async (
  cloud: LocalCloud,
  action: LiveAction,
  say: (line: string) => void,
  { colors }: Terminal,
  alreadyShown: boolean,
): Promise<void> => {
  say(paint('red', `  ✘ ${action.stage}/${action.name} failed: ${action.summary ?? 'no reason was given'}`, colors))
  if (action.category !== 'Build' || !action.externalId || alreadyShown) return
  const lines = await readBuildOutput(cloud, action.externalId)()
  if (lines.length > LAST_LINES) say(paint('dim', `  │ … ${lines.length - LAST_LINES} lines before`, colors))
  for (const line of lines.slice(-LAST_LINES)) say(paint('dim', `  │ ${line}`, colors))
}

const endLine = (execution: LiveExecution, colors: boolean): string => {
  const style = execution.state === 'Succeeded' ? 'green' : execution.state === 'Failed' ? 'red' : 'yellow'
  const time = duration((execution.ended ?? execution.started) - execution.started)
  return paint(style, `  Execution ${execution.executionId} ${execution.state} in ${time}`, colors)
}
