// The answer of a CGI program: header lines, an empty line, and the body, which is streamed.
// https://www.rfc-editor.org/rfc/rfc3875#section-6

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'

/** `beforeEnd` runs when everything was sent and before the answer ends. */
export const sendCgi = async (
  output: Readable,
  response: ServerResponse,
  beforeEnd: () => Promise<void>,
): Promise<void> => {
  let head: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of output) {
    if (head === undefined) {
      await send(response, chunk)
      continue
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) continue
    writeHead(response, head.subarray(0, end).toString('latin1'))
    const rest = head.subarray(end + 4)
    head = undefined
    await send(response, rest)
  }
  await beforeEnd()
  if (head !== undefined)
    response.writeHead(500, { 'Content-Type': 'text/plain' }).write('git http-backend gave no answer\n')
  response.end()
}

const send = async (response: ServerResponse, chunk: Buffer): Promise<void> => {
  if (chunk.length === 0 || response.write(chunk) || response.destroyed) return
  // Whichever comes, nothing goes on listening for the other: a large clone waits here thousands of times.
  const waiting = new AbortController()
  const { signal } = waiting
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  waiting.abort()
}

const writeHead = (response: ServerResponse, head: string): void => {
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()]
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10)
    else response.setHeader(name, value)
  }
}
