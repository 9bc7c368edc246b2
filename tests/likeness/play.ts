// Plays a scenario against an account: the local cloud, or AWS.

import { isUtf8 } from 'node:buffer'
import { isRecord } from '../../local/core/input/members.ts'
import { type Account, until } from '../conformance/account.ts'
import { clientOf } from '../contract/model.ts'
import type { Heard } from './answers/listen.ts'
import { overHttp } from './over-http.ts'
import type { Call, Expected, Scenario, Step } from './scenario.ts'
import { difference, type Fill, filled, settled } from './values.ts'

interface Answer {
  readonly error?: string
  readonly message?: string
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly output: unknown
}

/** @throws Error when AWS's answer is another one, or when what is given cannot be brought about */
export const play = async (scenario: Scenario, account: Account, raw: () => Heard | undefined): Promise<void> => {
  const known = new Map<string, string>([
    ['account', account.id],
    ['region', account.region],
    ['endpoint', account.configuration().endpoint ?? ''],
    ['name', account.name(shortOf(scenario.name))],
  ])
  const fill: Fill = text =>
    text.replace(/<([a-z][a-zA-Z]*)>/g, (placeholder, name: string) => known.get(name) ?? placeholder)
  const send = (call: Call) => answerTo(call, account, fill, raw)
  try {
    for (const step of scenario.given) await prepare(step, send, known, fill)
    const problem = unlike(await send(scenario.call), scenario.answer, fill)
    if (problem !== undefined) throw new Error(`AWS answers otherwise: ${problem}\n${scenario.source}`)
  } finally {
    for (const { call } of scenario.after) await send(call)
  }
}

const prepare = async (
  { call, keep, until: wanted }: Step,
  send: (call: Call) => Promise<Answer>,
  known: Map<string, string>,
  fill: Fill,
): Promise<void> => {
  const look = async (): Promise<Answer> => {
    const answer = await send(call)
    if (answer.error === undefined) return answer
    throw new Error(`what is given is refused: ${call.service}.${call.operation}: ${answer.error}: ${answer.message}`)
  }
  const answer =
    wanted === undefined
      ? await look()
      : await until(look, ({ output }) => difference(output, wanted, fill) === undefined)
  for (const [name, path] of Object.entries(keep)) {
    const value = memberAt(answer.output, path.split('.'))
    if (value === undefined)
      throw new Error(`the answer of ${call.operation} has no ${path}: ${JSON.stringify(answer.output)}`)
    known.set(name, String(value))
  }
}

/** Numbers are places in a list. */
const memberAt = (value: unknown, [part, ...rest]: readonly string[]): unknown => {
  if (part === undefined) return value
  return memberAt(Array.isArray(value) ? value[Number(part)] : isRecord(value) ? value[part] : undefined, rest)
}

const unlike = (answer: Answer, expected: Expected, fill: Fill): string | undefined => {
  const given = answer.error === undefined ? 'a success' : `${answer.error}: ${answer.message}`
  if (answer.error !== expected.error) return `${given}, not ${expected.error ?? 'a success'}`
  if (expected.message !== undefined) {
    const problem = difference(answer.message, expected.message, fill, 'message')
    if (problem !== undefined) return problem
  }
  if (expected.status !== undefined && answer.status !== expected.status)
    return `the status is ${answer.status}, not ${expected.status}`
  return difference(answer.headers, expected.headers, fill, 'header') ?? inOutput(answer, expected, fill)
}

const inOutput = (answer: Answer, { output }: Expected, fill: Fill): string | undefined =>
  output === undefined ? undefined : difference(answer.output, output, fill)

const answerTo = async (call: Call, account: Account, fill: Fill, raw: () => Heard | undefined): Promise<Answer> => {
  const input = await settled(filled(call.input, fill))
  if (call.service === 'http') return overHttp(call.operation, input)
  const { constructed, command } = clientOf(call.service, call.operation)
  const client = account.client(constructed)
  try {
    const output = await client.send(new command(input))
    return { ...seen(raw()), output: await readable(output) }
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error
    return {
      error: raw()?.code ?? error.name,
      message: error.message,
      ...seen(raw()),
      output: error,
    }
  }
}

/** On the wire, before a client read it. */
const seen = (heard: Heard | undefined): Pick<Answer, 'status' | 'headers'> => ({
  status: heard?.answer.status,
  headers: heard?.answer.headers ?? {},
})

/** Bodies that come as a stream as text, bytes that are no text in Base64, times as AWS's documentation writes them. */
const readable = async (value: unknown): Promise<unknown> => {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString(isUtf8(value) ? 'utf8' : 'base64')
  if (Array.isArray(value)) return Promise.all(value.map(readable))
  if (!isRecord(value)) return value
  if (typeof value.transformToString === 'function') return String(await value.transformToString())
  const entries = Object.entries(value).map(async ([name, item]) => [name, await readable(item)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

/** Names of AWS are short, and the scenario's is long. */
const shortOf = (name: string): string => {
  let hash = 0
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) % 0xffffffff
  return hash.toString(36)
}
