// The Lambda Runtime API of one sandbox: hands invocations to the runtime in it, and takes back what it answers.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { createServer, type Server, type Socket } from 'node:net'
import type { Ends } from '../../../host/isolation/peers.ts'
import { type HttpRequest, HttpRequests, httpResponse } from './http-requests.ts'

export interface Invocation {
  readonly requestId: string
  readonly payload: Uint8Array
  /** Epoch milliseconds. */
  readonly deadline: number
  readonly functionArn: string
  readonly traceId: string
  /** Base64. */
  readonly clientContext?: string
}

/** What the sandbox hears from its runtime. */
export interface RuntimeListener {
  /** The runtime asks for work; the first time, its initialization has ended. */
  ready(): void
  answered(requestId: string, payload: Buffer): void
  failed(requestId: string, error: Buffer): void
  initFailed(error: Buffer): void
  /** Whether a connection to the port comes from the sandbox: any process of the machine can make one. */
  isOwn(ends: Ends): boolean
}

const PREFIX = '/2018-06-01/runtime'
/** 6 MB and what JSON needs around it. */
export const RESPONSE_LIMIT = 6_291_556
const TOO_LARGE = `Exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes).`

export class RuntimeApi {
  private readonly server: Server
  private readonly listener: RuntimeListener
  private readonly sockets = new Set<Socket>()
  private waiting: Socket | undefined
  private current: Invocation | undefined
  private writes: { readonly socket: Socket; readonly bytes: Buffer[] } | undefined

  constructor(listener: RuntimeListener) {
    this.listener = listener
    this.server = createServer({ noDelay: true }, socket => this.accept(socket))
  }

  /** Listens on a path (a Unix socket: the quicker way) or on a free loopback port. */
  async listen(path?: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      if (path === undefined) this.server.listen(0, '127.0.0.1', resolve)
      else this.server.listen(path, resolve)
    })
    const address = this.server.address()
    return address !== null && typeof address === 'object' ? `127.0.0.1:${address.port}` : String(address)
  }

  /** Whether the runtime has asked for an invocation and got none yet. */
  get asked(): boolean {
    return this.waiting !== undefined
  }

  /** Only while `asked`. */
  deliver(invocation: Invocation): void {
    const socket = this.waiting
    if (!socket) throw new Error('the runtime has not asked for an invocation')
    this.waiting = undefined
    this.current = invocation
    this.write(socket, httpResponse(200, invocationHeaders(invocation), invocation.payload))
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
  }

  private accept(socket: Socket): void {
    const { localPort, remotePort } = socket
    // Nobody else sees the path of a Unix socket.
    if (localPort !== undefined && remotePort !== undefined && !this.listener.isOwn({ localPort, remotePort })) {
      socket.end(refusal(403, 'AccessDenied', 'this is the Runtime API of another sandbox'))
      return
    }
    this.sockets.add(socket)
    const requests = new HttpRequests(request => this.answer(socket, request))
    socket.on('data', (chunk: Buffer) => this.together(socket, () => requests.push(chunk)))
    socket.on('close', () => {
      this.sockets.delete(socket)
      if (this.waiting === socket) this.waiting = undefined
    })
    socket.on('error', () => socket.destroy())
  }

  private answer(socket: Socket, request: HttpRequest): void {
    const path = request.path.startsWith(PREFIX) ? request.path.slice(PREFIX.length) : ''
    const [, requestId, what] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? []
    if (request.method === 'GET' && path === '/invocation/next') {
      this.ask(socket)
    } else if (request.method === 'POST' && path === '/init/error') {
      this.write(socket, ACCEPTED)
      this.listener.initFailed(request.body)
    } else if (request.method === 'POST' && requestId !== undefined) {
      this.take(socket, request, requestId, what === 'error')
    } else {
      this.write(socket, refusal(404, 'NotFound', `${request.method} ${request.path}`))
    }
  }

  /** One asker at a time, which has answered what it was given before. Unverified: the words are those of AWS's runtime interface emulator. */
  private ask(socket: Socket): void {
    if (this.waiting !== undefined || this.current !== undefined) {
      const state = this.waiting ? 'Ready' : 'Running'
      const words = `State transition is not allowed: from=${state}, to=Ready`
      this.write(socket, refusal(403, 'InvalidStateTransition', words))
      return
    }
    this.waiting = socket
    this.listener.ready()
  }

  private take(socket: Socket, { body, header }: HttpRequest, requestId: string, failed: boolean): void {
    if (requestId !== this.current?.requestId) {
      this.write(socket, refusal(400, 'InvalidRequestID', `no invocation ${requestId} is under way`))
      return
    }
    this.current = undefined
    if (body.length > RESPONSE_LIMIT) {
      this.write(socket, refusal(413, 'RequestEntityTooLarge', TOO_LARGE))
      const error = {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size ${TOO_LARGE.replace('Exceeded', 'exceeded')}`,
      }
      this.listener.failed(requestId, Buffer.from(JSON.stringify(error)))
      return
    }
    this.write(socket, ACCEPTED)
    if (failed || header('lambda-runtime-function-error-type') !== undefined) this.listener.failed(requestId, body)
    else this.listener.answered(requestId, body)
  }

  /** What is written to a socket because of one chunk leaves in one system call. */
  private together(socket: Socket, act: () => void): void {
    const writes = { socket, bytes: [] as Buffer[] }
    this.writes = writes
    try {
      act()
    } finally {
      this.writes = undefined
    }
    const [first, ...others] = writes.bytes
    if (first) socket.write(others.length === 0 ? first : Buffer.concat(writes.bytes))
  }

  private write(socket: Socket, bytes: Buffer): void {
    if (this.writes?.socket === socket) this.writes.bytes.push(bytes)
    else socket.write(bytes)
  }
}

const JSON_HEADERS = 'Content-Type: application/json\r\n'
const ACCEPTED = httpResponse(202, JSON_HEADERS, '{"status":"OK"}')

const refusal = (status: number, errorType: string, errorMessage: string): Buffer =>
  httpResponse(status, JSON_HEADERS, JSON.stringify({ errorMessage, errorType }))

const invocationHeaders = ({ requestId, deadline, functionArn, traceId, clientContext }: Invocation): string =>
  `${JSON_HEADERS}Lambda-Runtime-Aws-Request-Id: ${requestId}\r\nLambda-Runtime-Deadline-Ms: ${deadline}\r\n` +
  `Lambda-Runtime-Invoked-Function-Arn: ${functionArn}\r\nLambda-Runtime-Trace-Id: ${traceId}\r\n` +
  (clientContext ? `Lambda-Runtime-Client-Context: ${printable(clientContext)}\r\n` : '')

/** Runtimes get the client context decoded, as one line. */
const printable = (base64: string): string =>
  Buffer.from(base64, 'base64')
    .toString('latin1')
    .replace(/[\r\n]/g, ' ')
