// Follows executions while they run: draws them, asks at the gate, shows the build's output and how each ended.

import { messageOf } from '../../core/errors.ts'
import type { ServiceEvent } from '../../core/event.ts'
import type { LocalCloud } from '../../local-cloud.ts'
import {
  after,
  executionOf,
  type LiveAction,
  type LiveExecution,
  newExecution,
  pendingApproval,
  type Structure,
  titleOf,
} from '../live/model.ts'
import { paint } from '../live/render.ts'
import type { Screen } from '../live/screen.ts'
import { approvalCommand, type Decision, putApproval } from './approval.ts'
import { followBuilds } from './build-output.ts'
import { outcomeLines, outputLine } from './outcome.ts'
import type { Running } from './running.ts'

export interface Watch {
  /** Answers the approval that waits; does nothing when none waits. */
  answer(status: Decision): void
  toggleOutput(): void
  close(): void
}

export interface WatchOptions {
  readonly cloud: LocalCloud
  readonly structure: Structure
  readonly screen: Screen
  readonly colors: boolean
  readonly decision?: Decision
  /** Whether a person can press keys. */
  readonly asks: boolean
  readonly showOutput: boolean
  /** Called when an execution has ended and everything about it was shown; `underWay` are still running. */
  readonly onEnd: (execution: LiveExecution, underWay: number) => void
}

interface Gate {
  readonly execution: LiveExecution
  readonly approval: LiveAction
}

/** Shows every execution of the pipeline from now on; `running` are those that are under way already. */
export const watch = (options: WatchOptions, running: Running): Watch => {
  const { cloud, structure, screen, colors } = options
  const executions = new Map(running.executions.map(execution => [execution.executionId, execution]))
  let question: readonly string[] = []
  let gateKey: string | undefined
  const underWay = () => [...executions.values()].filter(({ state }) => state === 'InProgress')
  const fail = (error: unknown) => screen.say(paint('red', `  ${messageOf(error)}`, colors))
  const follow = () =>
    followBuilds(
      cloud,
      () => [...executions.values()],
      lines => screen.say(...lines.map(line => outputLine(line, colors))),
    )
  let output = options.showOutput ? follow() : undefined

  const handle = (event: ServiceEvent) => {
    const id = executionOf(event)
    if (!id || running.ofCreation.has(id) || (event.detail as { pipeline?: string }).pipeline !== structure.name) return
    const before = executions.get(id) ?? newExecution(structure, id, Date.parse(event.time))
    const execution = after(before, event)
    executions.set(id, execution)
    const changed = execution.actions.find((action, index) => action !== before.actions[index])
    if (changed) screen.tell(execution, changed)
    attend()
    if (execution.state !== 'InProgress' && before.state === 'InProgress') void end(execution).catch(fail)
  }

  /** Draws; asks, or answers as told, when an execution waits at the gate, whichever came after it. */
  const attend = () => {
    const gate = underWay().flatMap(gateOf)[0]
    const key =
      gate && `${gate.execution.executionId}/${gate.approval.stage}/${gate.approval.name}/${gate.approval.started}`
    if (key !== gateKey) {
      gateKey = key
      question = []
      if (gate) reachGate(gate, key)
    }
    screen.show({ executions: underWay(), question })
  }

  const reachGate = ({ execution, approval }: Gate, key: string | undefined) => {
    if (options.decision) void putApproval(cloud, structure.name, approval, options.decision).catch(fail)
    else if (options.asks) question = [`  ${approval.stage} waits: y approves, n rejects ${titleOf(execution)}`]
    else
      void approvalCommand(cloud, structure.name, approval).then(lines => {
        if (key !== gateKey) return
        question = lines
        screen.show({ executions: underWay(), question })
      }, fail)
  }

  const end = async (execution: LiveExecution) => {
    if (execution.state !== 'Superseded') screen.leave(execution)
    await output?.flush()
    executions.delete(execution.executionId)
    screen.say(...(await outcomeLines(execution, { cloud, colors, outputShown: output !== undefined })))
    options.onEnd(execution, underWay().length)
  }

  const unsubscribe = cloud.runtime.subscribe(handle)
  for (const execution of underWay())
    for (const action of execution.actions) if (action.state !== 'Waiting') screen.tell(execution, action)
  if (underWay().length > 0) attend()
  return {
    answer: status => {
      const gate = underWay().flatMap(gateOf)[0]
      if (gate) void putApproval(cloud, structure.name, gate.approval, status).catch(fail)
    },
    toggleOutput: () => {
      output?.close()
      output = output ? undefined : follow()
    },
    close: () => {
      unsubscribe()
      output?.close()
    },
  }
}

const gateOf = (execution: LiveExecution): readonly Gate[] => {
  const approval = pendingApproval(execution)
  return approval ? [{ execution, approval }] : []
}
