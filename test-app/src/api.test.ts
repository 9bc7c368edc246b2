import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from './api.ts'

/** A server that breaks the connection instead of answering, the first `times` times. */
async function breaking(times: number) {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    if (requests <= times) request.socket.destroy()
    else response.writeHead(500, { connection: 'close' }).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  server.unref() // a test that fails before it closes the server must not keep the test run from ending
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { api: connect(url, AbortSignal.timeout(10_000)), requests: () => requests, close: () => server.close() }
}

test('a connection that breaks is tried once more, an answer never', async () => {
  const server = await breaking(1)
  expect((await server.api.ask('GET', '/')).status).toBe(500)
  expect(server.requests()).toBe(2)
  server.close()
})

test('a connection that breaks twice is a failure', async () => {
  const server = await breaking(2)
  await expect(server.api.ask('GET', '/time')).rejects.toThrow(/^GET \/time was not answered: /)
  server.close()
})

test('a POST is never sent twice', async () => {
  const server = await breaking(1)
  await expect(server.api.ask('POST', '/time')).rejects.toThrow(/^POST \/time was not answered: /)
  expect(server.requests()).toBe(1)
  server.close()
})
