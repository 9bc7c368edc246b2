// For tests: the application on a loopback port, with a clock that stands still and a log that can be read.
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, type Surroundings } from '../app.ts'
import type { LogEntry } from '../log.ts'

export const noon = Date.UTC(2026, 6, 1, 12) // 1 July 2026, 12:00 UTC

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
  json: { error: ErrorDetails } & Record<string, unknown> // as the test expects it: it is undefined where there is no body
}

interface ErrorDetails {
  code: string
  message: string
  suggestions: string[]
}

export interface ServedApp {
  log: LogEntry[]
  ask(method: string, path: string): Promise<Answer>
  close(): void
}

export async function serveApp(different: Partial<Surroundings> = {}): Promise<ServedApp> {
  const log: LogEntry[] = []
  const surroundings = { now: () => noon, requestId: () => 'request-1', log: (entry: LogEntry) => log.push(entry) }
  const server = createServer(createApp({ ...surroundings, ...different }))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  server.unref() // a test that fails before it closes the server must not keep the test run from ending
  const { port } = server.address() as AddressInfo
  return { log, ask: (method, path) => ask(port, method, path), close: () => server.close() }
}

// node:http and not fetch: it sends the path exactly as written.
function ask(port: number, method: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, agent: false }, async response => {
      let body = ''
      for await (const chunk of response.setEncoding('utf8')) body += chunk
      const json = body === '' ? undefined : JSON.parse(body)
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body, json })
    })
    sent.on('error', reject)
    sent.end()
  })
}
