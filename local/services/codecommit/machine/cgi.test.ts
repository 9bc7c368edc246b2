import type { ServerResponse } from 'node:http'
import { Readable, Writable } from 'node:stream'
import { sendCgi } from './cgi.ts'

/** An answer whose client takes one chunk at a time. */
const slowResponse = () => {
  let received = ''
  const stream = new Writable({
    highWaterMark: 1,
    write: (chunk, _, done) => {
      received += chunk
      setImmediate(done)
    },
  })
  const headers = new Map<string, string>()
  const setHeader = (name: string, value: string) => headers.set(name, value)
  const response = Object.assign(stream, { statusCode: 200, setHeader }) as unknown as ServerResponse
  return { response, headers, received: () => received }
}

test('the head becomes headers, the body is sent as the client takes it, and no listener is left for each wait', async () => {
  const { response, headers, received } = slowResponse()
  const output = Readable.from([
    Buffer.from('Status: 201 Created\r\nContent-'),
    Buffer.from('Type: a/b\r\n\r\n'),
    ...body,
  ])
  let listening = 0
  await sendCgi(output, response, async () => {
    listening = response.listenerCount('close') + response.listenerCount('error') + response.listenerCount('drain')
  })
  expect(response.statusCode).toBe(201)
  expect(headers).toEqual(new Map([['Content-Type', 'a/b']]))
  expect(received()).toBe(Buffer.concat(body).toString())
  expect(listening).toBe(0)
})

const body = Array.from({ length: 20 }, (_, index) => Buffer.from(`chunk ${index}\n`))
