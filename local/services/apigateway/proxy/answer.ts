// What a deployed API answers, before it is written to the socket.

import type { AccessLogSettings } from '../state.ts'
import type { RequestContext } from './integration/context.ts'

export interface Answer {
  readonly status: number
  /** A name with several values is sent several times. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Uint8Array | string
}

/** Headers that HTTP can carry; a function may return others. Unverified: that AWS takes these for a malformed answer too. */
export const sendable = (headers: Answer['headers']): boolean =>
  Object.entries(headers).every(
    ([name, values]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && [values].flat().every(value => /^[\t\x20-\x7e\x80-\xff]*$/.test(value)),
  )

/** API Gateway's own answers are JSON with a message; `type` is what REST APIs say in x-amzn-ErrorType. */
export const gatewayAnswer = (status: number, message: string, type?: string): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...(type ? { 'x-amzn-ErrorType': type } : {}) },
  body: JSON.stringify({ message }),
})

/** An answer and what the access log says about it. */
export interface Reply {
  readonly context: RequestContext
  readonly answer: Answer
  readonly resourcePath?: string
  readonly accessLog?: AccessLogSettings
  /** Milliseconds. */
  readonly integrationLatency?: number
  /** Why API Gateway answered in the place of the function. */
  readonly failure?: string
}
