// For tests: functions made from a few lines of code, and a stand-in for CloudWatch Logs that keeps what it is given.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Service } from '../../../local/core/service.ts'
import { operation } from '../../../local/core/service.ts'
import { zipFolder, zipOf } from '../../../local/host/zip.ts'
import { standIn } from '../stand-in.ts'
import type { TestRuntime } from '../test-runtime.ts'

export const ROLE = 'arn:aws:iam::000000000000:role/function-role'

/** Creates a function from files, `index.handler` of nodejs24.x unless told otherwise. */
export const createFunction = async (
  cloud: TestRuntime,
  FunctionName: string,
  files: Readonly<Record<string, string>> | string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> => {
  const ZipFile = await zipOf(typeof files === 'string' ? { 'index.js': files } : files)
  // AWS gives a function 3 seconds unless told otherwise, which a busy machine needs for its start alone.
  const defaults = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: ROLE, Timeout: 60 }
  return cloud.call('CreateFunction', { FunctionName, Code: { ZipFile }, ...defaults, ...settings }, 'lambda')
}

/** The zip of a custom runtime: a bootstrap that may be executed. */
export const bootstrapZip = async (script: string): Promise<Uint8Array> => {
  const folder = await mkdtemp(join(tmpdir(), 'bootstrap-'))
  try {
    await writeFile(join(folder, 'bootstrap'), script, { mode: 0o755 })
    await zipFolder(folder, [{ path: 'bootstrap', name: 'bootstrap' }], join(folder, 'zip'))
    return await readFile(join(folder, 'zip'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

export interface Invoked {
  readonly StatusCode: number
  readonly FunctionError?: string
  readonly ExecutedVersion?: string
  /** Decoded. */
  readonly log: string
  /** Parsed. */
  readonly result: unknown
}

export const invoke = async (
  cloud: TestRuntime,
  FunctionName: string,
  event: unknown = {},
  more: Readonly<Record<string, unknown>> = {},
): Promise<Invoked> => {
  const Payload = Buffer.from(JSON.stringify(event))
  const answer = await cloud.call('Invoke', { FunctionName, Payload, ...more }, 'lambda')
  const payload = answer.Payload instanceof Uint8Array ? Buffer.from(answer.Payload).toString() : ''
  return {
    ...(answer as unknown as Invoked),
    log: Buffer.from(String(answer.LogResult ?? ''), 'base64').toString(),
    result: payload === '' ? undefined : JSON.parse(payload),
  }
}

/** Keeps log lines by group; a group must be made first, as in CloudWatch Logs. */
export const logsPort = (): {
  readonly service: Service<null>
  readonly lines: (group: string) => readonly string[]
} => {
  const kept: { group: string; message: string }[] = []
  const noting = (note: (input: Readonly<Record<string, unknown>>) => void = () => {}) =>
    operation<null>()({
      input: members => members.value,
      access: () => 'open',
      decide: (_, input) => {
        note(input)
        return { output: {} }
      },
    })
  return {
    lines: group => kept.filter(line => line.group === group).map(line => line.message),
    service: {
      ...standIn('logs'),
      source: 'aws.logs',
      resourceTags: () => undefined,
      initial: () => null,
      evolve: () => {},
      operations: {
        CreateLogGroup: noting(),
        CreateLogStream: noting(),
        PutLogEvents: noting(({ logGroupName, logEvents }) => {
          for (const { message } of logEvents as { message: string }[])
            kept.push({ group: String(logGroupName), message })
        }),
      },
    },
  }
}
