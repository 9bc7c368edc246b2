// For tests: a small server that answers as the service should, and can be told to answer otherwise.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StandInAnswer {
  status: number
  headers: Record<string, string>
  body: unknown // sent as JSON, but for a string and undefined
}

/** Changes, or replaces, a right answer. */
export type Fault = (answer: StandInAnswer, method: string, path: string) => StandInAnswer

export interface StandIn {
  url: string
  requests: string[]
  close(): void
}

export async function standIn(fault: Fault = answer => answer): Promise<StandIn> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const { method = '', url: path = '' } = request
    requests.push(`${method} ${path}`)
    const { status, headers, body } = fault(rightAnswer(method, path), method, path)
    response.writeHead(status, headers)
    response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  server.unref() // a test that fails before it closes the server must not keep the test run from ending
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close }
}

const json = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
}
const methods = 'GET, HEAD, OPTIONS'

function rightAnswer(method: string, path: string): StandInAnswer {
  if (method === 'OPTIONS') {
    return {
      status: 204,
      headers: {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': methods,
        'access-control-allow-headers': '*',
      },
      body: undefined,
    }
  }
  if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'MethodNotAllowed', {}, { allow: methods })
  if (path === '/openapi.json') {
    return {
      status: 200,
      headers: json,
      body: { openapi: '3.1.1', paths: { '/time': {}, '/time/{timeZone}': {}, '/openapi.json': {} } },
    }
  }
  if (path !== '/time' && !path.startsWith('/time/')) return refusal(404, 'UnknownPath')
  const asked = decodeURIComponent(path.slice('/time/'.length)) || 'UTC'
  const timeZone = asked === 'europe/paris' ? 'Europe/Paris' : asked
  try {
    return { status: 200, headers: json, body: method === 'HEAD' ? undefined : zonedTime(timeZone) }
  } catch {
    return refusal(404, 'UnknownTimeZone', { timeZone, suggestions: ['Europe/Paris'] })
  }
}

function refusal(status: number, code: string, details = {}, headers = {}): StandInAnswer {
  return { status, headers: { ...json, ...headers }, body: { error: { code, message: 'no', ...details } } }
}

// Intl calls it GMT+1.
const paris: Record<string, string> = { 'Europe/Paris +01:00': 'CET', 'Europe/Paris +02:00': 'CEST' }

function zonedTime(timeZone: string): Record<string, unknown> {
  const now = Date.now()
  const shown = (timeZoneName: 'longOffset' | 'short') =>
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const utcOffset = shown('longOffset').slice('GMT'.length) || '+00:00'
  const minutes =
    (utcOffset.startsWith('-') ? -1 : 1) * (Number(utcOffset.slice(1, 3)) * 60 + Number(utcOffset.slice(4)))
  const iso = new Date(now + minutes * 60_000).toISOString().slice(0, -1) + utcOffset
  return {
    timeZone,
    iso,
    epochMilliseconds: now,
    abbreviation: paris[`${timeZone} ${utcOffset}`] ?? /^[A-Z]{3,5}$/.exec(shown('short'))?.[0] ?? '+00',
    utcOffset,
  }
}
