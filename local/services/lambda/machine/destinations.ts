// Tells a destination how an asynchronous invocation ended, as the function's role.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html

import { messageOf, ServiceError } from '../../../core/errors.ts'
import type { Access } from '../../../core/policy.ts'
import type { Desk } from '../../../core/service.ts'
import type { Condition } from '../async-rules.ts'
import { functionArn, invalidParameter } from '../names.ts'
import { principalOf } from '../roles.ts'
import type { LambdaState, QueuedInvocation } from '../state.ts'
import { changed } from '../trail.ts'
import type { Run } from './run-function.ts'

export interface Ending {
  readonly destination: string
  readonly queued: QueuedInvocation
  readonly condition: Condition
  /** The event, as it came. */
  readonly payload: string
  /** The last attempt; absent when there was none. */
  readonly run?: Run
}

type LambdaDesk = Desk<LambdaState>

interface Kind {
  readonly access: (arn: string) => Access
  readonly send: (
    ending: Ending,
    record: InvocationRecord,
    source: string,
  ) => readonly [signingName: string, operation: string, input: Readonly<Record<string, unknown>>]
}

const KINDS: Readonly<Record<string, Kind>> = {
  lambda: {
    access: arn => ({ action: 'lambda:InvokeFunction', resource: arn }),
    send: ({ destination }, record) => [
      'lambda',
      'Invoke',
      { FunctionName: destination, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(record)) },
    ],
  },
  sns: {
    access: arn => ({ action: 'sns:Publish', resource: arn }),
    send: ({ destination }, record) => ['sns', 'Publish', { TopicArn: destination, Message: JSON.stringify(record) }],
  },
  events: {
    access: arn => ({ action: 'events:PutEvents', resource: arn }),
    send: ({ destination, condition }, record, source) => {
      const result = condition === 'Success' ? 'Success' : 'Failure'
      const entry = {
        Source: 'lambda',
        DetailType: `Lambda Function Invocation Result - ${result}`,
        Resources: [destination, source],
        Detail: JSON.stringify(record),
        EventBusName: destination,
      }
      return ['events', 'PutEvents', { Entries: [entry] }]
    },
  },
}

/** Delivers, or says in a fact why that failed: the invocation has ended in either case. */
export const tellDestination = async (desk: LambdaDesk, ending: Ending): Promise<void> => {
  const { destination, queued } = ending
  const known = desk.state.functions.get(queued.functionName)
  const kind = kindOf(destination)
  if (!known || !kind) return
  const record = recordOf(desk, ending)
  try {
    const [signingName, operation, input] = kind.send(ending, record, record.requestContext.functionArn)
    const { chainLength } = queued
    await desk.call(principalOf(desk, known.latest), signingName, operation, input, { chainLength })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const failure = { requestId: queued.requestId, destination, reason: messageOf(error) }
    desk.record(changed('DestinationDeliveryFailed', record.requestContext.functionArn, failure))
  }
}

/**
 * A destination must be of a kind that is carried out, and within the role's permissions.
 * @throws ServiceError InvalidParameterValueException
 */
export const checkDestination = (desk: LambdaDesk, functionName: string, destination: string): void => {
  const kind = kindOf(destination)
  if (!kind)
    throw invalidParameter(
      `The destination ARN ${destination} is not carried out by the local cloud, which delivers to Lambda functions, SNS topics and EventBridge buses`,
    )
  const known = desk.state.functions.get(functionName)
  if (!known) return
  const access = kind.access(destination)
  try {
    desk.authorize(principalOf(desk, known.latest), [access])
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const [service = '', action = ''] = access.action.split(':')
    throw invalidParameter(
      `The function's execution role does not have permissions to call ${action} on ${service === 'sns' ? 'SNS' : service === 'lambda' ? 'Lambda' : 'EventBridge'} (${destination})`,
    )
  }
}

const kindOf = (destination: string): Kind | undefined => KINDS[destination.split(':')[2] ?? '']

export interface InvocationRecord {
  readonly version: '1.0'
  readonly timestamp: string
  readonly requestContext: {
    readonly requestId: string
    readonly functionArn: string
    readonly condition: Condition
    readonly approximateInvokeCount: number
  }
  readonly requestPayload: unknown
  readonly responseContext?: {
    readonly statusCode: number
    readonly executedVersion: string
    readonly functionError?: string
  }
  readonly responsePayload?: unknown
}

const recordOf = (desk: LambdaDesk, { queued, condition, payload, run }: Ending): InvocationRecord => ({
  version: '1.0',
  timestamp: desk.now().toISOString(),
  requestContext: {
    requestId: queued.requestId,
    functionArn: functionArn(desk, { name: queued.functionName, qualifier: queued.qualifier ?? '$LATEST' }),
    condition,
    approximateInvokeCount: queued.attempts + (run ? 1 : 0),
  },
  requestPayload: JSON.parse(payload),
  ...(run ? responseOf(run) : {}),
})

const responseOf = (run: Run) => ({
  responseContext: {
    statusCode: 200,
    executedVersion: run.version,
    ...(run.failed ? { functionError: 'Unhandled' } : {}),
  },
  responsePayload: parsed(run.payload),
})

const parsed = (payload: Uint8Array): unknown => {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
