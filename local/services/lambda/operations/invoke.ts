// Invoke: runs a function and waits for its answer, queues an event for it, or only asks whether one may.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

import { ServiceError } from '../../../core/errors.ts'
import { operation } from '../../../core/service.ts'
import { findVersion } from '../lookup.ts'
import { enqueue } from '../machine/async-queue.ts'
import { runFunction } from '../machine/run-function.ts'
import { functionArn, readReference } from '../names.ts'
import type { LambdaState } from '../state.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const SYNCHRONOUS_LIMIT = 6_291_456
const ASYNCHRONOUS_LIMIT = 1_048_576

const EMPTY = new TextEncoder().encode('{}')

export const Invoke = operation<LambdaState>()({
  input: members => {
    const clientContext = members.optionalString('ClientContext')
    return {
      reference: readReference(members),
      type:
        members.optionalString('InvocationType', { values: ['RequestResponse', 'Event', 'DryRun'] }) ??
        'RequestResponse',
      withTail: members.optionalString('LogType', { values: ['None', 'Tail'] }) === 'Tail',
      payload: bytesOf(members.raw('Payload')),
      ...(clientContext === undefined ? {} : { clientContext }),
    }
  },
  access: ({ reference }, scope) => [{ action: 'lambda:InvokeFunction', resource: functionArn(scope, reference) }],
  perform: async (desk, { reference, type, withTail, payload, clientContext }, { requestId, answer }) => {
    const { Version } = findVersion(desk.state, desk, reference)
    if (type === 'DryRun') return { StatusCode: 204, ExecutedVersion: Version }
    checkPayload(payload, type === 'Event' ? ASYNCHRONOUS_LIMIT : SYNCHRONOUS_LIMIT)
    if (type === 'Event') return answer({ StatusCode: 202 }, enqueue(desk, { reference, requestId, payload }))
    const asked = { reference, requestId, payload, withTail, ...(clientContext === undefined ? {} : { clientContext }) }
    const run = await runFunction(desk, asked)
    return {
      StatusCode: 200,
      ExecutedVersion: run.version,
      Payload: run.payload,
      ...(run.failed ? { FunctionError: 'Unhandled' } : {}),
      ...(run.tail === undefined ? {} : { LogResult: run.tail }),
    }
  },
})

/** Over HTTP the payload is the body; in-process callers may give text. An empty one stands for {}. */
const bytesOf = (payload: unknown): Uint8Array => {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  return bytes instanceof Uint8Array && bytes.length > 0 ? bytes : EMPTY
}

const checkPayload = (payload: Uint8Array, limit: number): void => {
  if (payload.length > limit)
    throw new ServiceError(
      'RequestTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
      { Type: 'User' },
    )
  try {
    JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString())
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ServiceError('InvalidRequestContentException', `Could not parse request body into json: ${reason}`, 400, {
      Type: 'User',
    })
  }
}
