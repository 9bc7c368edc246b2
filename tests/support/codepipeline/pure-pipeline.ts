// Drives the pure state machine alone: calls and facts go in, time is moved by hand, and no action does any work by itself.

import { randomUUID } from 'node:crypto'
import { ManualClock } from '../../../local/core/clock.ts'
import type { Fact, ServiceEvent } from '../../../local/core/event.ts'
import { Members } from '../../../local/core/input/members.ts'
import type { Principal } from '../../../local/core/principal.ts'
import type { Moment } from '../../../local/core/service.ts'
import type { ActionResult } from '../../../local/services/codepipeline/executions/results.ts'
import { unfinished } from '../../../local/services/codepipeline/executions/unfinished.ts'
import { codepipeline } from '../../../local/services/codepipeline/index.ts'
import { type ActionExecution, type Execution, initialState } from '../../../local/services/codepipeline/state.ts'
import { changed } from '../../../local/services/codepipeline/trail.ts'

const place = { account: '000000000000', region: 'us-east-1' }
export const person: Principal = {
  kind: 'user',
  arn: 'arn:aws:iam::000000000000:user/person',
  userName: 'person',
  userId: 'AIDATESTTESTTESTPERSO',
}

export class PurePipeline {
  readonly clock = new ManualClock()
  readonly log: ServiceEvent[] = []
  state = initialState(place)

  call(operation: string, input: Readonly<Record<string, unknown>>, principal = person): Record<string, unknown> {
    const definition = codepipeline.operations[operation]
    if (!definition?.decide) throw new Error(`${operation} is not a pure operation`)
    const scope = { ...this.moment(), principal, requestId: randomUUID() }
    const decision = definition.decide(this.state, definition.input(new Members(input), scope), scope)
    this.record(...(decision.facts ?? []))
    return decision.output as Record<string, unknown>
  }

  record(...facts: readonly Fact[]): void {
    const queue = [...facts]
    for (let fact = queue.shift(); fact; fact = queue.shift()) {
      const event = this.stamp(fact)
      this.log.push(event)
      codepipeline.evolve(this.state, event)
      queue.push(...(codepipeline.react?.(this.state, event, this.moment()).facts ?? []))
    }
  }

  /** Moves time and lets everything happen that falls due. */
  advance(milliseconds: number): void {
    this.clock.advance(milliseconds)
    for (;;) {
      const due = codepipeline.due?.(this.state)
      if (!due || due > this.clock.now()) return
      this.record(...(codepipeline.tick?.(this.state, this.moment()).facts ?? []))
    }
  }

  /** What a restart would make of the log, or of its first events. */
  replayed(events: readonly ServiceEvent[] = this.log): PurePipeline {
    const other = new PurePipeline()
    other.clock.advance(this.clock.now().getTime() - other.clock.now().getTime())
    for (const event of events) {
      const read: ServiceEvent = JSON.parse(JSON.stringify(event))
      other.log.push(read)
      codepipeline.evolve(other.state, read)
    }
    return other
  }

  takeUp(): void {
    for (const next of unfinished(this.state)) this.record(...next(this.moment()))
  }

  /** The work of an action in progress ends. */
  end(
    execution: string,
    action: string,
    result: Omit<ActionResult, 'actionExecutionId'> = { status: 'Succeeded' },
  ): void {
    const found = this.action(execution, action)
    this.record(changed(place, found.pipelineName, 'PutActionResult', { actionExecutionId: found.id, ...result }))
  }

  /** The last execution of the action, by its name. */
  action(execution: string, name: string): ActionExecution {
    const found = this.execution(execution).actionExecutions.findLast(({ declaration }) => declaration.name === name)
    if (!found) throw new Error(`action '${name}' was not started`)
    return found
  }

  execution(id: string): Execution {
    const found = this.state.executions.get(id)
    if (!found) throw new Error(`there is no execution '${id}'`)
    return found
  }

  status(id: string): string {
    return this.execution(id).status
  }

  start(name = 'p', input: Readonly<Record<string, unknown>> = {}): string {
    return String(this.call('StartPipelineExecution', { name, ...input }).pipelineExecutionId)
  }

  /** The public events, in short: `Stage Beta STARTED`. */
  announced(execution: string): readonly string[] {
    return this.log.flatMap(({ 'detail-type': type, detail }) => {
      const told = detail as Record<string, unknown>
      if (told['execution-id'] !== execution) return []
      const [, kind] = type.split(' ')
      return [[kind, told.stage, told.action, told.state].filter(part => part !== undefined).join(' ')]
    })
  }

  private moment(): Moment {
    return { ...place, now: this.clock.now(), newId: randomUUID, endpoint: 'http://127.0.0.1:1', chainLength: 0 }
  }

  private stamp(fact: Fact): ServiceEvent {
    return { version: '0', id: randomUUID(), time: this.clock.now().toISOString(), ...place, ...fact }
  }
}
