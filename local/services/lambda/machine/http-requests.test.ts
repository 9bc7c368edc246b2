// Requests are found in whatever chunks their bytes arrive.

import { HttpRequests } from './http-requests.ts'

const PIPELINED =
  'POST /r/1/response HTTP/1.1\r\nHost: x\r\ncontent-length: 5\r\n\r\nhello' +
  'GET /next HTTP/1.1\r\nHost: x\r\n\r\n' +
  'POST /r/2/response HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n5;ext=1\r\npedia\r\n0\r\nX-Trailer: 1\r\n\r\n' +
  'POST /r/3/error HTTP/1.1\r\nLambda-Runtime-Function-Error-Type:  Custom\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'

test.each([1, 2, 3, 7, 50, 1000])('in chunks of %d bytes', size => {
  const seen: string[] = []
  const requests = new HttpRequests(({ method, path, body, header }) =>
    seen.push(`${method} ${path} ${body} ${header('lambda-runtime-function-error-type') ?? ''}`.trim()),
  )
  const bytes = Buffer.from(PIPELINED)
  for (let at = 0; at < bytes.length; at += size) requests.push(bytes.subarray(at, at + size))
  expect(seen).toEqual([
    'POST /r/1/response hello',
    'GET /next',
    'POST /r/2/response wikipedia',
    'POST /r/3/error  Custom',
  ])
})
