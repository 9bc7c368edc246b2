// A client of the Runtime API on one kept connection: an answer and the question for the next invocation leave in one write.
import { connect } from 'node:net'

const PREFIX = '/2018-06-01/runtime'
const NEXT = Buffer.from(`GET ${PREFIX}/invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n`)

/** `address` is `host:port`, or the path of a Unix socket. */
export const connectRuntimeApi = address => {
  const [host, port] = address.split(':')
  const socket = address.startsWith('/') ? connect(address) : connect({ host, port: Number(port), noDelay: true })
  let onNext = () => {}
  let rest = Buffer.alloc(0)
  let batch

  socket.on('data', chunk => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let message = readMessage(rest); message; message = readMessage(rest)) {
      rest = rest.subarray(message.end)
      if (message.requestId === undefined) continue
      // While the function works, only its own work keeps the process alive: when that ends without an answer, it shows.
      socket.unref()
      onNext(message)
    }
  })
  // Without the local cloud there is nothing to live for.
  socket.on('close', () => process.exit(0))
  socket.on('error', () => process.exit(1))

  const write = bytes => {
    if (batch) return batch.push(bytes)
    batch = [bytes]
    queueMicrotask(() => {
      const bytesToSend = batch.length === 1 ? batch[0] : Buffer.concat(batch)
      batch = undefined
      socket.write(bytesToSend)
    })
  }
  const post = (path, body, headers = '') =>
    Buffer.from(
      `POST ${PREFIX}${path} HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  const failure = (path, error, then) => {
    const type = `Lambda-Runtime-Function-Error-Type: ${error.errorType.replace(/[^\x20-\x7e]/g, '?')}\r\n`
    const bytes = post(path, JSON.stringify(error), type)
    if (then) socket.write(bytes, then)
    else write(bytes)
  }

  return {
    next: then => {
      onNext = then
      socket.ref()
      write(NEXT)
    },
    succeed: (requestId, payload) => write(post(`/invocation/${requestId}/response`, payload)),
    fail: (requestId, error, then) => failure(`/invocation/${requestId}/error`, error, then),
    failInit: (error, then) => failure('/init/error', error, then),
  }
}

const HEAD_END = '\r\n\r\n'

/** One whole answer at the beginning of the bytes, if there is one; only invocations have a request id. */
const readMessage = bytes => {
  const headEnd = bytes.indexOf(HEAD_END)
  if (headEnd < 0) return undefined
  const head = bytes.latin1Slice(0, headEnd)
  const start = headEnd + HEAD_END.length
  const end = start + Number(header(head, 'Content-Length') ?? 0)
  if (bytes.length < end) return undefined
  const requestId = header(head, 'Lambda-Runtime-Aws-Request-Id')
  if (requestId === undefined) return { end }
  return {
    end,
    requestId,
    deadline: Number(header(head, 'Lambda-Runtime-Deadline-Ms')),
    functionArn: header(head, 'Lambda-Runtime-Invoked-Function-Arn'),
    traceId: header(head, 'Lambda-Runtime-Trace-Id'),
    clientContext: utf8(header(head, 'Lambda-Runtime-Client-Context')),
    payload: bytes.utf8Slice(start, end),
  }
}

const header = (head, name) => {
  const at = head.indexOf(`\r\n${name}: `)
  if (at < 0) return undefined
  const from = at + name.length + 4
  const to = head.indexOf('\r\n', from)
  return to < 0 ? head.slice(from) : head.slice(from, to)
}

const utf8 = latin1 => (latin1 === undefined ? undefined : Buffer.from(latin1, 'latin1').toString())
