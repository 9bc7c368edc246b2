// Brings a sandbox's log entries to CloudWatch Logs as the function's role, in batches. A role that may not write loses them, as on AWS.

import { ServiceError } from '../../../core/errors.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Desk } from '../../../core/service.ts'
import type { LambdaState } from '../state.ts'
import type { LogEvent } from './sandbox/sandbox-log.ts'

const BATCH_MILLISECONDS = 50
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
const MOST_EVENTS = 10_000
const MOST_BYTES = 1_048_576
const EVENT_OVERHEAD = 26
/** Beyond this the oldest entries are lost: memory stays bounded when the log cannot keep up. */
const MOST_WAITING = 100_000

export class LogDelivery {
  private readonly desk: Desk<LambdaState>
  private readonly principal: Principal
  private readonly stream: { readonly logGroupName: string; readonly logStreamName: string }
  private waiting: LogEvent[] = []
  private sending: Promise<void> | undefined
  private made = false
  private refused = false

  constructor(desk: Desk<LambdaState>, principal: Principal, logGroupName: string, logStreamName: string) {
    this.desk = desk
    this.principal = principal
    this.stream = { logGroupName, logStreamName }
  }

  readonly add = (event: LogEvent): void => {
    if (this.refused) return
    if (this.waiting.length >= MOST_WAITING) this.waiting.splice(0, MOST_WAITING / 2)
    this.waiting.push(event)
    if (this.sending) return
    this.sending = this.sendAll().finally(() => {
      this.sending = undefined
    })
    this.desk.background(this.sending)
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0 && !this.refused) {
      await new Promise(resolve => setTimeout(resolve, BATCH_MILLISECONDS))
      for (const logEvents of batches(this.waiting.splice(0))) await this.send(logEvents)
    }
  }

  private async send(logEvents: readonly LogEvent[]): Promise<void> {
    try {
      if (!this.made) await this.makeStream()
      this.made = true
      await this.call('PutLogEvents', { ...this.stream, logEvents })
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      this.refused = true
    }
  }

  /** The group is only made when it is missing, so a role without logs:CreateLogGroup can write to one that exists. */
  private async makeStream(): Promise<void> {
    const missing = await this.unless('CreateLogStream', this.stream, 'ResourceNotFoundException')
    if (!missing) return
    await this.unless('CreateLogGroup', { logGroupName: this.stream.logGroupName }, 'ResourceAlreadyExistsException')
    await this.call('CreateLogStream', this.stream)
  }

  /** True when the call was refused with that code. */
  private async unless(operation: string, input: Readonly<Record<string, unknown>>, code: string): Promise<boolean> {
    try {
      await this.call(operation, input)
      return false
    } catch (error) {
      if (error instanceof ServiceError && error.code === code) return true
      throw error
    }
  }

  private call(operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.desk.call(this.principal, 'logs', operation, input)
  }
}

/** As many as one call may carry. */
const batches = (events: readonly LogEvent[]): readonly LogEvent[][] => {
  const all: LogEvent[][] = []
  let bytes = Number.POSITIVE_INFINITY
  let batch: LogEvent[] = []
  for (const event of events) {
    const size = Buffer.byteLength(event.message) + EVENT_OVERHEAD
    if (bytes + size > MOST_BYTES || batch.length >= MOST_EVENTS) {
      batch = []
      bytes = 0
      all.push(batch)
    }
    batch.push(event)
    bytes += size
  }
  return all
}
