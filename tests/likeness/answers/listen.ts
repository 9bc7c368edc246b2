// Listens to what an SDK client is answered, and holds each answer against AWS's model.

import { Readable } from 'node:stream'
import { isRecord } from '../../../local/core/input/members.ts'
import { services } from '../../../local/services.ts'
import { CLIENTS } from '../../contract/clients.ts'
import { type Modelled, modelOf } from '../../contract/model.ts'
import { codeIn } from './error.ts'
import { held } from './held.ts'
import type { RawAnswer } from './raw.ts'

export interface Heard {
  readonly operation: Modelled
  readonly answer: RawAnswer
  /** The code of an error, from where its protocol puts it. */
  readonly code: string | undefined
  /** Empty when the answer is as the model has it. */
  readonly problems: readonly string[]
}

type Handler = (args: unknown) => Promise<{ readonly response: unknown }>

/** What every client of the SDK has, typed for its own commands. */
interface Listenable {
  readonly middlewareStack: {
    add(middleware: (next: Handler, context: unknown) => Handler, options: Readonly<Record<string, unknown>>): void
  }
}

/** `hear` is called with every answer that the client gets, before the client reads it. */
export const listenTo = (client: object, hear: (heard: Heard) => void): void => {
  const { middlewareStack } = client as Listenable
  middlewareStack.add(
    (next, context) => async args => {
      const result = await next(args)
      const { response } = result
      if (!isRecord(response) || !isRecord(context)) return result
      const body = await bytesOf(response.body)
      const operation = modelled(String(context.clientName), String(context.commandName))
      if (operation) {
        const answer = { status: Number(response.statusCode), headers: textsOf(response.headers), body }
        hear({ operation, answer, code: codeOf(operation, answer), problems: problemsOf(operation, answer) })
      }
      Object.assign(response, { body: Readable.from(body.length === 0 ? [] : [body]) })
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'likeness', override: true },
  )
}

/** `CreateTopicCommand` of `SNSClient`; undefined for a service that is not emulated. */
const modelled = (clientName: string, commandName: string): Modelled | undefined => {
  const known = tables.get(clientName) ?? tableOf(clientName)
  tables.set(clientName, known)
  return known.get(commandName)
}

const tables = new Map<string, ReadonlyMap<string, Modelled>>()

/** No other client is loaded for it. */
const tableOf = (clientName: string): ReadonlyMap<string, Modelled> => {
  const service = services.find(({ signingName }) =>
    (CLIENTS[signingName] ?? []).some(name => squashed(name.replace('@aws-sdk/client-', '')) === squashed(clientName)),
  )
  const operations = service ? modelOf(service) : []
  return new Map(
    operations
      .filter(({ client }) => client.constructed.name === clientName)
      .map(operation => [`${operation.client.name}Command`, operation]),
  )
}

/** `CloudWatchLogsClient` and `cloudwatch-logs` are one. */
const squashed = (name: string): string => name.replace(/Client$|-/g, '').toLowerCase()

const codeOf = ({ service }: Modelled, answer: RawAnswer): string | undefined => {
  if (answer.status < 300) return undefined
  const found = codeIn(service.protocol, answer)
  return typeof found === 'string' ? undefined : found.code
}

const problemsOf = (operation: Modelled, answer: RawAnswer): readonly string[] => {
  try {
    return held(operation, answer)
  } catch (error) {
    return [`${operation.service.signingName} ${operation.operation}: ${String(error)}`]
  }
}

const textsOf = (headers: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(isRecord(headers) ? headers : {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )

const bytesOf = async (body: unknown): Promise<Uint8Array> => {
  if (!(body instanceof Readable)) return body instanceof Uint8Array ? body : new Uint8Array()
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
