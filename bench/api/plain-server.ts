// The handler that the API bench measures, on a plain node:http server: what there is without API Gateway and Lambda.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const handler = async () => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: '{"hello":"world"}',
})

const server = createServer(async (_, response) => {
  const { statusCode, headers, body } = await handler()
  response.writeHead(statusCode, { ...headers, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`),
)
