// The TimeService as an express application. It knows HTTP and nothing of AWS; what runs it stands in lambda.ts.
import express, { type Express } from 'express'
import { answer, answerError, internalError, unknownPath } from './answers.ts'
import { type Log, logRequests } from './log.ts'
import { openApiDocument } from './openapi.ts'
import { resource } from './resource.ts'
import { zonedTime } from './zoned-time.ts'
import { findZone, nearestNames } from './zones.ts'

export interface Surroundings {
  now(): number // epoch milliseconds
  requestId(): string
  log: Log
}

export function createApp(surroundings: Surroundings): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag') // the time is never the same twice
  app.enable('case sensitive routing')

  app.use(logRequests(surroundings))

  resource(app, '/time', (_request, response) => answerTime('UTC', response))
  // Zone names contain slashes: the path may have them raw (/time/Europe/Paris) or encoded (/time/Europe%2FParis).
  resource(app, '/time/*timeZone', (request, response) => answerTime(zoneName(request.params.timeZone), response))
  resource(app, '/openapi.json', (_request, response) => answer(response, 200, openApiDocument, 'public, max-age=300'))

  app.use(unknownPath)
  app.use(internalError(surroundings))
  return app

  function answerTime(name: string, response: express.Response): void {
    const zone = findZone(name)
    if (zone === undefined) answerUnknownZone(name, response)
    else answer(response, 200, zonedTime(zone, surroundings.now()))
  }
}

function answerUnknownZone(name: string, response: express.Response): void {
  const suggestions = nearestNames(name)
  const hint = suggestions.length === 0 ? 'names look like Europe/Paris' : `did you mean ${suggestions.join(' or ')}?`
  const timeZone = name.length > 100 ? `${name.slice(0, 100)}…` : name
  answerError(response, 404, {
    code: 'UnknownTimeZone',
    message: `The tz database has no time zone '${timeZone}'; ${hint}`,
    timeZone,
    suggestions,
  })
}

/** The name in the path. Express has decoded it once; a client that encoded twice (Europe%252FParis) is understood too. */
function zoneName(segments: string | string[] | undefined): string {
  const path = typeof segments === 'string' ? segments : (segments ?? []).join('/')
  const name = path.replace(/\/$/, '')
  try {
    return name.includes('%') ? decodeURIComponent(name) : name
  } catch {
    return name // not an encoding after all: no zone is called so, and the answer will say it
  }
}
