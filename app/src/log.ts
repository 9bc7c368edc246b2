// One JSON line per request.
import type { RequestHandler } from 'express'

export interface LogEntry {
  level: 'INFO' | 'ERROR'
  requestId: string
  message: string
  [detail: string]: unknown
}

export type Log = (entry: LogEntry) => void

interface Surroundings {
  now(): number
  requestId(): string
  log: Log
}

/** Logs each request once it is answered: who asked for what, what was answered, and how long it took. */
export function logRequests({ now, requestId, log }: Surroundings): RequestHandler {
  return (request, response, next) => {
    const started = now()
    const id = requestId()
    const { method, path } = request
    response.on('finish', () => {
      const status = response.statusCode
      const message = `${method} ${path} ${status}`
      log({ level: 'INFO', requestId: id, message, method, path, status, milliseconds: now() - started })
    })
    next()
  }
}
