// Asynchronous invocations: queued on the log with the payload in a file, tried again when the function fails, told to a destination. The file is
// sealed, because the payload may carry credentials, as a job of CodePipeline does.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Fact, ServiceEvent } from '../../../core/event.ts'
import type { Away, Desk, MayGoOn } from '../../../core/service.ts'
import { openKey, seal, unseal } from '../../../host/sealing.ts'
import { type Condition, type Verdict, verdictOf } from '../async-rules.ts'
import { functionArn, type Reference } from '../names.ts'
import type { EventInvokeConfig, LambdaState, QueuedInvocation } from '../state.ts'
import { changed, of } from '../trail.ts'
import { tellDestination } from './destinations.ts'
import { type Run, runFunction } from './run-function.ts'

type LambdaDesk = Desk<LambdaState>

export interface Queueing {
  readonly reference: Reference
  readonly requestId: string
  readonly payload: Uint8Array
}

/** Keeps the payload; the fact that is to be recorded has the rest. */
export const enqueue = (desk: LambdaDesk, { reference, requestId, payload }: Queueing): Fact => {
  writeFileSync(payloadFile(desk, requestId), seal(queueKey(desk), payload), { mode: 0o600 })
  const { name, qualifier } = reference
  const { chainLength } = desk.moment()
  const asked = { requestId, functionName: name, chainLength, ...(qualifier ? { qualifier } : {}) }
  return changed('InvocationQueued', functionArn(desk, reference), asked)
}

/** Starts what the fact makes due. */
export const workOnQueue = (event: ServiceEvent, desk: LambdaDesk): Promise<void> | undefined => {
  const change = of(event)
  if (change?.name === 'InvocationQueued') return attempt(desk, change.data.requestId)
  if (change?.name === 'InvocationDelayed') schedule(desk, change.data.requestId)
  return undefined
}

/** After a restart: what was running is run again (AWS promises at least once too), what waited waits on. */
export const resumeQueue = async (desk: LambdaDesk, mayGoOn: MayGoOn): Promise<void> => {
  const now = desk.now().toISOString()
  const running = [...desk.state.queued.values()].filter(({ notBefore }) => notBefore <= now)
  const allowed = mayGoOn(running.map(({ requestId }) => requestId))
  const stopped = running.filter(({ requestId }) => !allowed.has(requestId))
  for (const queued of desk.state.queued.values()) if (!stopped.includes(queued)) schedule(desk, queued.requestId)
  await Promise.all(stopped.map(queued => giveUp(desk, queued)))
}

/** The run may be what ended the process: it counts as its last attempt. */
const giveUp = (desk: LambdaDesk, queued: QueuedInvocation): Promise<void> => {
  const told = {
    errorType: 'Runtime.ExitError',
    errorMessage: 'the local cloud was stopped twice while the function ran',
  }
  const payload = Buffer.from(JSON.stringify(told))
  const run = { failed: true, payload, version: queued.qualifier ?? '$LATEST' }
  return conclude(desk, queued, configOf(desk, queued), 'RetriesExhausted', run)
}

/** Neither does the machine's being off make an event older, nor does a clock that was set back make it wait longer. */
export const away = ({ queued }: LambdaState, { milliseconds }: Away, place: Place): readonly Fact[] =>
  [...queued.values()].map(one =>
    changed('InvocationMoved', functionArn(place, referenceOf(one)), { requestId: one.requestId, milliseconds }),
  )

const schedule = (desk: LambdaDesk, requestId: string): void => {
  const queued = desk.state.queued.get(requestId)
  if (queued) desk.at(new Date(queued.notBefore), () => desk.background(attempt(desk, requestId)))
}

const attempt = async (desk: LambdaDesk, requestId: string): Promise<void> => {
  const queued = desk.state.queued.get(requestId)
  const known = queued && desk.state.functions.get(queued.functionName)
  if (!queued || desk.stopping.aborted) return
  const payload = payloadOf(desk, queued)
  if (!known || !payload) return end(desk, queued)
  const config = configOf(desk, queued)
  if (known.reservedConcurrency === 0) return conclude(desk, queued, config, 'ZeroReservedConcurrency')
  const result = await runOnce(desk, queued, payload)
  // The run was cut short, not ended: it begins again when the local cloud does.
  if (desk.stopping.aborted) return
  await follow(desk, queued, config, verdictOf(queued, config, result.outcome, desk.now()), result.run)
}

const configOf = (
  { state }: LambdaDesk,
  { functionName, qualifier = '$LATEST' }: QueuedInvocation,
): EventInvokeConfig => state.functions.get(functionName)?.eventInvokeConfigs.get(qualifier) ?? { LastModified: 0 }

interface Result {
  readonly outcome: 'succeeded' | 'failed' | 'refused' | 'gone'
  readonly run?: Run
}

const runOnce = async (desk: LambdaDesk, queued: QueuedInvocation, payload: Uint8Array): Promise<Result> => {
  try {
    const run = await runFunction(desk, { ...queued, reference: referenceOf(queued), payload })
    return { outcome: run.failed ? 'failed' : 'succeeded', run }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return { outcome: error.code === 'ResourceNotFoundException' ? 'gone' : 'refused' }
  }
}

const follow = async (
  desk: LambdaDesk,
  queued: QueuedInvocation,
  config: EventInvokeConfig,
  verdict: Verdict,
  run: Run | undefined,
): Promise<void> => {
  switch (verdict.next) {
    case 'forget':
      return end(desk, queued)
    case 'conclude':
      return conclude(desk, queued, config, verdict.condition, run)
    case 'wait': {
      const { attempts, throttles, notBefore } = verdict
      const arn = functionArn(desk, referenceOf(queued))
      const delay = { attempts, throttles, notBefore: notBefore.toISOString() }
      return desk.record(changed('InvocationDelayed', arn, { requestId: queued.requestId, ...delay }))
    }
  }
}

const conclude = async (
  desk: LambdaDesk,
  queued: QueuedInvocation,
  config: EventInvokeConfig,
  condition: Condition,
  run?: Run,
): Promise<void> => {
  const { OnSuccess, OnFailure } = config.DestinationConfig ?? {}
  const destination = (condition === 'Success' ? OnSuccess : OnFailure)?.Destination
  if (destination) {
    const payload = payloadOf(desk, queued)?.toString() ?? ''
    await tellDestination(desk, { destination, queued, condition, payload, ...(run ? { run } : {}) })
  }
  end(desk, queued)
}

const end = (desk: LambdaDesk, queued: QueuedInvocation): void => {
  if (desk.stopping.aborted) return
  const arn = functionArn(desk, referenceOf(queued))
  desk.record(changed('InvocationEnded', arn, { requestId: queued.requestId }))
  rmSync(payloadFile(desk, queued.requestId), { force: true })
}

/** Undefined when the file is gone or damaged. */
const payloadOf = (desk: LambdaDesk, { requestId }: QueuedInvocation): Buffer | undefined => {
  const file = payloadFile(desk, requestId)
  return existsSync(file) ? unseal(queueKey(desk), readFileSync(file)) : undefined
}

const queueKey = (desk: LambdaDesk): Buffer => openKey(join(desk.folder(), 'queue.key'))

const payloadFile = (desk: LambdaDesk, requestId: string): string => join(desk.folder('queue'), requestId)

const referenceOf = ({ functionName, qualifier }: QueuedInvocation): Reference => ({
  name: functionName,
  ...(qualifier ? { qualifier } : {}),
})
