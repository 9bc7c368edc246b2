// Access logs: one line per request in the format that the stage gives, with $context variables.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html

import { resourceIn } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Desk } from '../../../core/service.ts'
import type { AccessLogSettings, ApiGatewayState } from '../state.ts'
import type { Incoming } from './incoming.ts'
import type { RequestContext } from './integration/context.ts'

export interface Served {
  readonly incoming: Incoming
  readonly context: RequestContext
  readonly status: number
  readonly responseLength: number
  /** Milliseconds. */
  readonly latency: number
  readonly resourcePath?: string
  /** Milliseconds. */
  readonly integrationLatency?: number
  readonly errorMessage?: string
}

/** A variable that is not known, or has no value, is written as `-`. */
export const formatAccessLog = (format: string, served: Served): string => {
  const values = variablesOf(served)
  return format.replace(/\$context\.([A-Za-z0-9.]+)/g, (_, name: string) => {
    const value = values[name]
    return value === undefined || value === '' ? '-' : String(value)
  })
}

const variablesOf = ({
  incoming,
  context,
  ...served
}: Served): Readonly<Record<string, string | number | undefined>> => ({
  accountId: context.accountId,
  apiId: context.apiId,
  domainName: context.domainName,
  domainPrefix: context.apiId,
  'error.message': served.errorMessage,
  'error.messageString': served.errorMessage === undefined ? undefined : JSON.stringify(served.errorMessage),
  extendedRequestId: context.extendedRequestId,
  httpMethod: incoming.method,
  'identity.sourceIp': incoming.sourceIp,
  'identity.userAgent': incoming.userAgent,
  integrationLatency: served.integrationLatency,
  'integration.latency': served.integrationLatency,
  path: incoming.path,
  protocol: incoming.protocol,
  requestId: context.requestId,
  requestTime: context.time,
  requestTimeEpoch: context.timeEpoch,
  resourcePath: served.resourcePath,
  routeKey: served.resourcePath,
  responseLatency: served.latency,
  responseLength: served.responseLength,
  stage: context.stage,
  status: served.status,
  xrayTraceId: context.traceId,
})

const BATCH_MILLISECONDS = 100
const MOST_EVENTS = 10_000

interface Waiting {
  readonly timestamp: number
  readonly message: string
}

/** Brings lines to the log group of a stage in batches. What may not be written is lost, as on AWS. */
export class AccessLog {
  private readonly desk: Desk<ApiGatewayState>
  private readonly group: string
  private readonly stream: string
  private waiting: Waiting[] = []
  private sending = false
  private made = false

  constructor(desk: Desk<ApiGatewayState>, { destinationArn }: AccessLogSettings) {
    this.desk = desk
    this.group = (resourceIn(desk, 'logs', destinationArn) ?? '').replace(/^log-group:/, '').replace(/:\*$/, '')
    this.stream = desk.newId().replaceAll('-', '')
  }

  add(message: string): void {
    this.waiting.push({ timestamp: this.desk.now().getTime(), message })
    if (this.sending) return
    this.sending = true
    this.desk.background(this.sendAll())
  }

  private async sendAll(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        await new Promise(resolve => setTimeout(resolve, BATCH_MILLISECONDS))
        while (this.waiting.length > 0) await this.send(this.waiting.splice(0, MOST_EVENTS))
      }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
    } finally {
      this.sending = false
    }
  }

  private async send(logEvents: readonly Waiting[]): Promise<void> {
    const principal = this.writer()
    if (!principal) return
    const stream = { logGroupName: this.group, logStreamName: this.stream }
    if (!this.made) await this.desk.call(principal, 'logs', 'CreateLogStream', stream)
    this.made = true
    await this.desk.call(principal, 'logs', 'PutLogEvents', { ...stream, logEvents })
  }

  /** The account's role. Differs from AWS: HTTP APIs write with it too, where AWS has a policy of the log group. */
  private writer(): Principal | undefined {
    const role = this.desk.state.cloudwatchRoleArn
    if (role === undefined) return undefined
    return this.desk.assume(role, { service: 'apigateway.amazonaws.com', sessionName: 'BackplaneAssumeRoleSession' })
  }
}
