// What the function logs: each call of console.* is one entry, framed on a pipe of its own so that it may have many lines.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html

import { writeSync } from 'node:fs'
import { format } from 'node:util'
import { errorOf } from './errors.mjs'

/** What Lambda's own pipe uses: kind, length of the text, time in microseconds. */
const FRAME = 0xa55a0003
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']

/** Puts Lambda's console in the place of Node's; `begin` says which request is under way. */
export const patchConsole = () => {
  const { env } = process
  const fd = Number(env._LAMBDA_TELEMETRY_LOG_FD)
  delete env._LAMBDA_TELEMETRY_LOG_FD
  const json = env.AWS_LAMBDA_LOG_FORMAT === 'JSON'
  const least = Math.max(0, LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE'))
  let requestId

  const write = text => {
    const body = Buffer.from(text)
    const frame = Buffer.allocUnsafe(16 + body.length)
    frame.writeUInt32BE(FRAME, 0)
    frame.writeUInt32BE(body.length, 4)
    frame.writeBigUInt64BE(BigInt(Date.now()) * 1000n, 8)
    body.copy(frame, 16)
    writeAll(fd, frame)
  }
  const entry = (level, parameters) => {
    if (json && LEVELS.indexOf(level) < least) return
    write(json ? jsonEntry(level, requestId, parameters) : textEntry(level, requestId, parameters))
  }
  for (const [name, level] of Object.entries({
    log: 'INFO',
    info: 'INFO',
    debug: 'DEBUG',
    warn: 'WARN',
    error: 'ERROR',
    trace: 'TRACE',
  }))
    console[name] = (...parameters) => entry(level, parameters)

  return {
    begin: id => {
      requestId = id
    },
    error: (id, error) => {
      const kind = id ? 'Invoke Error' : 'Uncaught Exception'
      if (json) entry('ERROR', [error instanceof Error ? error : errorOf(error)])
      else
        write(`${new Date().toISOString()}\t${id || 'undefined'}\tERROR\t${kind} \t${JSON.stringify(spelled(error))}`)
    },
  }
}

const textEntry = (level, requestId, parameters) =>
  `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...parameters)}`

const jsonEntry = (level, requestId, parameters) => {
  const record = { timestamp: new Date().toISOString(), level, requestId }
  if (parameters.length !== 1)
    return JSON.stringify({ ...record, ...firstError(parameters), message: format(...parameters) })
  const [message] = parameters
  if (message instanceof Error)
    return JSON.stringify({
      ...record,
      errorType: message.name,
      errorMessage: message.message,
      stackTrace: stackOf(message),
    })
  try {
    return JSON.stringify({ ...record, message })
  } catch {
    return JSON.stringify({ ...record, message: format(message) })
  }
}

const firstError = parameters => {
  const error = parameters.find(parameter => parameter instanceof Error)
  return error ? { errorType: error.name, errorMessage: error.message, stackTrace: stackOf(error) } : {}
}

const spelled = error =>
  error instanceof Error
    ? { ...error, errorType: error.name, errorMessage: error.message, stack: stackOf(error) }
    : errorOf(error)

const stackOf = error => String(error.stack ?? '').split('\n')

/** A full pipe says EAGAIN: the reader is behind, so try again. */
const writeAll = (fd, bytes) => {
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(fd, bytes, from)
    } catch (error) {
      if (error.code === 'EPIPE') return
      if (error.code !== 'EAGAIN') throw error
    }
  }
}
