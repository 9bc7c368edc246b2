// Log streams as files: a folder per group, a file of JSON lines per stream. Nothing of them is on the event log.
import { appendFile, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Desk } from '../../../core/service.ts'
import { errorCode } from '../../../host/error-code.ts'
import type { LogsState } from '../state.ts'

export interface LogEvent {
  /** Milliseconds. */
  readonly timestamp: number
  readonly message: string
  readonly ingestionTime: number
}

export interface LogStream {
  readonly logStreamName: string
  readonly creationTime: number
  readonly storedBytes: number
  readonly firstEventTimestamp?: number
  readonly lastEventTimestamp?: number
  readonly lastIngestionTime?: number
}

type LogsDesk = Desk<LogsState>

/** Any name is a file name once encoded; `.` and `..` are not. */
export const fileName = (name: string): string =>
  encodeURIComponent(name).replace(/^\.+$/, dots => '%2E'.repeat(dots.length))

const folderOf = (desk: LogsDesk, group: string): string => desk.folder('groups', fileName(group))

/** Stream names may be longer than a file's name may be. */
const fileOf = (desk: LogsDesk, group: string, stream: string): string => {
  const encoded = fileName(stream)
  const parts = encoded.match(/.{1,200}/g) ?? []
  const folder =
    parts.length > 1
      ? desk.folder('groups', fileName(group), ...parts.slice(0, -1).map(part => `${part}+`))
      : folderOf(desk, group)
  return join(folder, `${parts.at(-1)}.jsonl`)
}

/** False when the stream was there already. */
export const createStream = async (desk: LogsDesk, group: string, stream: string): Promise<boolean> => {
  const file = await open(fileOf(desk, group, stream), 'wx').catch(error => {
    if (errorCode(error) === 'EEXIST') return undefined
    throw error
  })
  // The first line is about the stream itself: files cannot be asked everywhere when they were made.
  await file?.write(`${JSON.stringify({ creationTime: desk.now().getTime() })}\n`)
  await file?.close()
  return file !== undefined
}

export const hasStream = (desk: LogsDesk, group: string, stream: string): Promise<boolean> =>
  stat(fileOf(desk, group, stream)).then(
    () => true,
    () => false,
  )

export const appendEvents = async (
  desk: LogsDesk,
  group: string,
  stream: string,
  events: readonly LogEvent[],
): Promise<void> => {
  await appendFile(fileOf(desk, group, stream), events.map(event => `${JSON.stringify(event)}\n`).join(''))
}

/** In order of time; what the retention of the group has let go is left out. */
export const readEvents = async (desk: LogsDesk, group: string, stream: string): Promise<readonly LogEvent[]> => {
  const days = desk.state.groups.get(group)?.retentionInDays
  const oldest = days === undefined ? 0 : desk.now().getTime() - days * 86_400_000
  const lines = (await readFile(fileOf(desk, group, stream), 'utf8')).split('\n').slice(1)
  return lines
    .flatMap(line => (line.endsWith('}') ? [JSON.parse(line) as LogEvent] : []))
    .filter(event => event.timestamp >= oldest)
    .sort((a, b) => a.timestamp - b.timestamp)
}

export const listStreams = async (desk: LogsDesk, group: string): Promise<readonly string[]> =>
  (await readdir(folderOf(desk, group), { recursive: true }))
    .filter(name => name.endsWith('.jsonl'))
    .map(name => decodeURIComponent(name.replaceAll('+/', '').replace(/\.jsonl$/, '')))
    .sort()

export const describeStream = async (desk: LogsDesk, group: string, name: string): Promise<LogStream> => {
  const [first = '{}'] = (await readFile(fileOf(desk, group, name), 'utf8')).split('\n', 1)
  const { creationTime } = JSON.parse(first) as { creationTime: number }
  const events = await readEvents(desk, group, name)
  const [earliest, latest] = [events[0], events.at(-1)]
  return {
    logStreamName: name,
    creationTime,
    storedBytes: 0, // AWS stopped counting per stream in 2019
    ...(earliest && latest
      ? {
          firstEventTimestamp: earliest.timestamp,
          lastEventTimestamp: latest.timestamp,
          lastIngestionTime: latest.ingestionTime,
        }
      : {}),
  }
}

export const removeStream = (desk: LogsDesk, group: string, stream: string): Promise<void> =>
  rm(fileOf(desk, group, stream), { force: true })

export const removeGroup = (desk: LogsDesk, group: string): Promise<void> =>
  rm(folderOf(desk, group), { recursive: true, force: true })

export const storedBytes = async (desk: LogsDesk, group: string): Promise<number> => {
  const sizes = (await listStreams(desk, group)).map(async name => (await stat(fileOf(desk, group, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
