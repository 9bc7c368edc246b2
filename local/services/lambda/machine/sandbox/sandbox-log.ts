// The log stream of one sandbox: the function's own entries between Lambda's START, END and REPORT.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html

import type { LoggingConfig } from '../../state.ts'

export interface LogEvent {
  readonly timestamp: number
  readonly message: string
}

export interface Report {
  readonly requestId: string
  /** Milliseconds. */
  readonly duration: number
  /** Milliseconds; only for the invocation that a sandbox was started for. */
  readonly initDuration?: number
  /** MB. */
  readonly memorySize: number
  /** MB. */
  readonly peakMemory: number
  readonly status?: 'timeout' | 'error'
}

const TAIL_BYTES = 4096

export class SandboxLog {
  readonly streamName: string
  private readonly config: LoggingConfig
  private readonly deliver: (event: LogEvent) => void
  private readonly now: () => number
  private kept: string[] | undefined

  constructor(config: LoggingConfig, streamName: string, now: () => number, deliver: (event: LogEvent) => void) {
    this.config = config
    this.streamName = streamName
    this.now = now
    this.deliver = deliver
  }

  /** From now on, `tail` knows what was written. */
  keepTail(): void {
    this.kept = []
  }

  /** The last 4 KB, base64. */
  tail(): string {
    const text = Buffer.from(this.kept?.map(line => `${line}\n`).join('') ?? '')
    this.kept = undefined
    return text.subarray(Math.max(0, text.length - TAIL_BYTES)).toString('base64')
  }

  write(message: string): void {
    this.kept?.push(message)
    this.deliver({ timestamp: this.now(), message })
  }

  start(requestId: string, version: string): void {
    if (this.config.LogFormat === 'JSON')
      this.system('platform.start', { requestId, functionVersion: version, version })
    else this.write(`START RequestId: ${requestId} Version: ${version}`)
  }

  report(report: Report): void {
    if (this.config.LogFormat === 'JSON') this.system('platform.report', recordOf(report))
    else {
      this.write(`END RequestId: ${report.requestId}`)
      this.write(reportLine(report))
    }
  }

  /** System entries are INFO: WARN leaves them out. */
  private system(type: string, record: Readonly<Record<string, unknown>>): void {
    if (this.config.SystemLogLevel === 'WARN') return
    this.write(JSON.stringify({ time: new Date(this.now()).toISOString(), type, record }))
  }
}

const reportLine = (report: Report): string =>
  `REPORT RequestId: ${report.requestId}\tDuration: ${report.duration.toFixed(2)} ms\tBilled Duration: ${billed(report)} ms` +
  `\tMemory Size: ${report.memorySize} MB\tMax Memory Used: ${report.peakMemory} MB\t` +
  (report.initDuration === undefined ? '' : `Init Duration: ${report.initDuration.toFixed(2)} ms\t`) +
  (report.status ? `Status: ${report.status}\t` : '')

/** Since August 2025 the start is billed too. */
const billed = ({ duration, initDuration = 0 }: Report): number => Math.ceil(duration + initDuration)

const recordOf = (report: Report) => ({
  requestId: report.requestId,
  status: report.status ?? 'success',
  metrics: metricsOf(report),
})

const metricsOf = (report: Report) => ({
  durationMs: round(report.duration),
  billedDurationMs: billed(report),
  memorySizeMB: report.memorySize,
  maxMemoryUsedMB: report.peakMemory,
  ...(report.initDuration === undefined ? {} : { initDurationMs: round(report.initDuration) }),
})

const round = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000
