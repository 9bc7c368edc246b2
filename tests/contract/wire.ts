// What arrives of an input that the SDK sends: its client writes the request, the service's codec reads it, without a socket between them.

import { Readable } from 'node:stream'
import { ServiceError } from '../../local/core/errors.ts'
import { codecOf } from '../../local/wire/protocols/codecs.ts'
import { parseQuery, type WireRequest } from '../../local/wire/signature/request.ts'
import type { Modelled } from './model.ts'

/** Members that the front door itself answers for: it compares the checksum with the body. */
export const OF_THE_PROTOCOL: readonly string[] = ['ChecksumAlgorithm', 'ContentMD5', 'ContentLength']

interface Sent {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** The members that the service's operation gets, by lower-case name; `refused` when the front door already refuses the request. */
export const received = async (
  modelled: Modelled,
  input: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>> | 'refused'> => {
  const { service } = modelled
  const sent = await request(modelled, input)
  const wire = wireRequest(sent)
  const bytes = await bytesOf(sent.body)
  const body =
    service.protocol === 'rest-xml'
      ? ({ kind: 'stream', stream: Readable.from([bytes]) } as const)
      : ({ kind: 'bytes', bytes } as const)
  try {
    const decoded = await codecOf(service, wire).decode(wire, body)
    return Object.fromEntries(Object.entries(decoded.input).map(([name, value]) => [name.toLowerCase(), value]))
  } catch (error) {
    if (error instanceof ServiceError) return 'refused'
    throw error
  }
}

/** What the SDK's client would put on the wire. */
const request = async ({ client }: Modelled, input: Readonly<Record<string, unknown>>): Promise<Sent> => {
  let caught: Sent | undefined
  const sdk = new client.constructed({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    requestHandler: {
      handle: async (sent: Sent) => {
        caught = sent
        throw new Error('caught')
      },
      destroy: () => {},
      metadata: { handlerProtocol: 'http/1.1' },
    },
  })
  await sdk.send(new client.command(sdkInput(input))).catch(() => undefined)
  sdk.destroy()
  if (!caught) throw new Error(`the SDK sends no request for ${client.name} with ${Object.keys(input).join(', ')}`)
  return caught
}

/** The SDK takes dates for what our samples have as seconds. */
const sdkInput = (input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value,
    ]),
  )

const wireRequest = ({ method, path, query, headers }: Sent): WireRequest => {
  const [rawPath = '/', inPath = ''] = path.split('?', 2)
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map(each => [name, String(each)] as const),
  )
  return {
    method,
    rawPath,
    query: [...parseQuery(inPath), ...pairs],
    headers: new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
    remoteAddress: '127.0.0.1',
    message: undefined as never, // the codecs read the request and the body, which stand beside it
  }
}

const bytesOf = async (body: unknown): Promise<Uint8Array> => {
  if (body === undefined || body === null) return new Uint8Array()
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
