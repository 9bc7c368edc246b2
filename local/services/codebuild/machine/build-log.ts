// The log of one build, as it grows: a file on this machine at once, and CloudWatch Logs in batches, as the build's role.
import { createWriteStream, type WriteStream } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { ServiceError } from '../../../core/errors.ts'
import type { Desk } from '../../../core/service.ts'
import type { Build, BuildRole, CodeBuildState } from '../state.ts'

interface LogEvent {
  readonly timestamp: number
  readonly message: string
}

const FLUSH_AFTER = 500
const LONGEST_LINE = 60_000
const LARGEST_BATCH = 1_000

/** `[Container] 2026/11/20 22:56:01.123456 Running command npm ci`, then what the command says. */
export interface BuildLog {
  /** A line of CodeBuild's own. */
  say(line: string): void
  /** Output of a command, in pieces of any size. */
  output(chunk: Buffer): void
  /**
   * From now on these are written as `***`: what the parameter store and Secrets Manager gave, as on AWS, and the credentials. A build's credentials stand in its environment here, where on AWS `env` shows none; and AWS hides
   * access key IDs too. https://docs.aws.amazon.com/codebuild/latest/userguide/security-data-protection.html
   */
  hide(secrets: readonly string[]): void
  /** Everything is written and sent. */
  close(): Promise<void>
}

export const openBuildLog = (
  desk: Desk<CodeBuildState>,
  build: Build,
  role: BuildRole | undefined,
  path: string,
): BuildLog => {
  const file = createWriteStream(path, { flags: 'a' })
  file.on('error', () => {})
  const sender = openSender(desk, build, role)
  const decoder = new StringDecoder('utf8')
  let begun = ''
  let hidden: readonly string[] = []
  const line = (printed: string): void => {
    const message = hidden.reduce((text, secret) => text.replaceAll(secret, '***'), printed)
    writeLine(file, message)
    sender.add({ timestamp: desk.now().getTime(), message: `${message}\n` })
  }
  const endLine = (): void => {
    begun += decoder.end()
    if (begun !== '') line(begun)
    begun = ''
  }
  return {
    say: message => {
      endLine()
      for (const part of message.split('\n')) line(`[Container] ${stamp(desk.now())} ${part}`)
    },
    output: chunk => {
      const lines = (begun + decoder.write(chunk)).split('\n')
      begun = lines.pop() ?? ''
      for (const part of lines) line(part)
      for (; begun.length > LONGEST_LINE; begun = begun.slice(LONGEST_LINE)) line(begun.slice(0, LONGEST_LINE))
    },
    hide: secrets => {
      hidden = secrets.filter(secret => secret !== '')
    },
    close: async () => {
      endLine()
      await sender.close()
      await new Promise<void>(resolve => file.end(resolve))
    },
  }
}

const writeLine = (file: WriteStream, message: string): void => {
  file.write(`${message}\n`)
}

/** `2026/11/20 22:56:01.123000`, UTC. */
const stamp = (time: Date): string => time.toISOString().replaceAll('-', '/').replace('T', ' ').replace('Z', '000')

/**
 * Sends batches one after the other. A role that may not write its logs has a build without logs, as on AWS: nothing else fails.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
 */
const openSender = (desk: Desk<CodeBuildState>, build: Build, role: BuildRole | undefined) => {
  const { groupName: logGroupName, streamName: logStreamName } = build.logs
  const wanted = role !== undefined && logGroupName !== undefined && logStreamName !== undefined
  let waiting: LogEvent[] = []
  let timer: NodeJS.Timeout | undefined
  let refused = !wanted
  const giveUp = (error: unknown): void => {
    if (!(error instanceof ServiceError)) throw error
    refused = true
    waiting = []
  }
  const openStream = async (): Promise<void> => {
    if (!wanted) return
    const create = () => desk.call(role, 'logs', 'CreateLogStream', { logGroupName, logStreamName })
    await create()
      .catch(async error => {
        if (!(error instanceof ServiceError) || error.code !== 'ResourceNotFoundException') throw error
        await desk.call(role, 'logs', 'CreateLogGroup', { logGroupName })
        await create()
      })
      .catch(giveUp)
  }
  let sending: Promise<void> = Promise.resolve()
  /** One after the other; what fails is told by `close`. */
  const send = (act: () => Promise<void>): void => {
    sending = sending.then(act)
    sending.catch(() => {})
  }
  send(openStream)
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const logEvents = waiting
    waiting = []
    if (logEvents.length === 0 || !wanted) return
    send(async () => {
      if (refused) return
      await desk.call(role, 'logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents }).catch(giveUp)
    })
  }
  return {
    add: (event: LogEvent): void => {
      if (refused) return
      waiting.push(event)
      if (waiting.length >= LARGEST_BATCH) flush()
      else timer ??= setTimeout(flush, FLUSH_AFTER).unref()
    },
    close: async (): Promise<void> => {
      flush()
      await sending
    },
  }
}
