// The checks of this service. Another service replaces this file, and nothing else in this folder knows what is checked.
import type { Answer } from './api.ts'
import { type Check, expect, expectSame } from './check.ts'
import { fieldsOf, shapeProblems, timeContract } from './contract.ts'

const methods = 'GET, HEAD, OPTIONS'

// One zone of each kind: whole hours, half hours, quarters, three parts in the name, west, an old name, no summer time.
const zones = [
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'America/Argentina/Buenos_Aires',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'US/Pacific',
]

// Intl has abbreviations of its own, so these are written down: zone -> offset -> abbreviation.
const abbreviations: Record<string, Record<string, string>> = {
  UTC: { '+00:00': 'UTC' },
  'Europe/Paris': { '+01:00': 'CET', '+02:00': 'CEST' },
}

export const checks: Check[] = [
  time('/time', 'UTC'),
  ...zones.map(zone => time(`/time/${zone}`, zone)),
  time('/time/Europe%2FParis', 'Europe/Paris'),
  time('/time/America%2FArgentina%2FBuenos_Aires', 'America/Argentina/Buenos_Aires'),
  time('/time/europe/paris', 'Europe/Paris'),
  ...['/time', '/time/Europe/Paris', '/openapi.json'].flatMap(path => [head(path), preflight(path)]),
  refused('POST', '/time'),
  refused('PUT', '/time/Europe/Paris'),
  refused('DELETE', '/openapi.json'),
  error('/time/Europe/Pariss', 404, 'UnknownTimeZone', { timeZone: 'Europe/Pariss', suggests: 'Europe/Paris' }),
  error('/time/%3Cscript%3E', 404, 'UnknownTimeZone', { timeZone: '<script>' }),
  error('/', 404, 'UnknownPath'),
  error('/nothing/here', 404, 'UnknownPath'),
  {
    name: 'GET /openapi.json',
    async run(api) {
      const answer = await api.ask('GET', '/openapi.json')
      answer.expectStatus(200)
      const { openapi, paths } = fieldsOf(answer.json())
      expect(
        typeof openapi === 'string' && openapi.startsWith('3.1'),
        `GET /openapi.json is OpenAPI ${openapi}, expected 3.1`,
      )
      expectSame(
        Object.keys(fieldsOf(paths)).sort(),
        ['/openapi.json', '/time', '/time/{timeZone}'],
        'the paths of GET /openapi.json',
      )
    },
  },
]

function head(path: string): Check {
  return {
    name: `HEAD ${path}`,
    async run(api) {
      const answer = await api.ask('HEAD', path)
      answer.expectStatus(200)
      expectSame(answer.body, '', `the body of ${answer.request}`)
    },
  }
}

/** What a browser asks before a page of another origin may send headers of its own. */
function preflight(path: string): Check {
  return {
    name: `OPTIONS ${path}`,
    async run(api) {
      const answer = await api.ask('OPTIONS', path)
      answer.expectStatus(204)
      expectHeader(answer, 'access-control-allow-origin', '*')
      expectHeader(answer, 'access-control-allow-methods', methods)
      expectHeader(answer, 'access-control-allow-headers', '*')
    },
  }
}

function refused(method: string, path: string): Check {
  return {
    name: `${method} ${path}`,
    async run(api) {
      const answer = await api.ask(method, path)
      expectError(answer, 405, 'MethodNotAllowed')
      expectHeader(answer, 'allow', methods)
    },
  }
}

/** The path answers the present time of the zone, in the shape that clients know, with the offset that Node.js's own Intl has. */
function time(path: string, zone: string): Check {
  return {
    name: `GET ${path}`,
    async run(api) {
      const before = Date.now()
      const answer = await api.ask('GET', path)
      const after = Date.now()
      answer.expectStatus(200)
      const fields = fieldsOf(answer.json())
      expectSame(shapeProblems(fields, timeContract), [], `the list of what clients will miss in ${answer.request}`)
      expectSame(fields.timeZone, zone, `timeZone of ${answer.request}`)
      expectSame(fields.utcOffset, intlOffset(zone, Number(fields.epochMilliseconds)), `utcOffset of ${answer.request}`)
      expectPresent(Number(fields.epochMilliseconds), before, after, answer.request)
      expectSame(
        Date.parse(String(fields.iso)),
        fields.epochMilliseconds,
        `the moment that iso says in ${answer.request}`,
      )
      expect(
        String(fields.iso).endsWith(String(fields.utcOffset)),
        `iso of ${answer.request} is ${fields.iso}, expected ${fields.utcOffset} at its end`,
      )
      const abbreviation = abbreviations[zone]?.[String(fields.utcOffset)]
      if (abbreviation !== undefined) expectSame(fields.abbreviation, abbreviation, `abbreviation of ${answer.request}`)
      expectHeader(answer, 'cache-control', 'no-store')
      expectHeader(answer, 'access-control-allow-origin', '*')
    },
  }
}

function expectHeader(answer: Answer, name: string, value: string): void {
  expectSame(answer.headers.get(name), value, `${name} of ${answer.request}`)
}

// The two machines' clocks are kept by AWS to within milliseconds of each other; a minute finds a wrong unit, zone or cache.
function expectPresent(moment: number, before: number, after: number, request: string): void {
  const minute = 60_000
  const present = moment > before - minute && moment < after + minute
  expect(present, `epochMilliseconds of ${request} is ${moment}, expected the present, about ${after}`)
}

function error(
  path: string,
  status: number,
  code: string,
  details: { timeZone?: string; suggests?: string } = {},
): Check {
  return {
    name: `GET ${path}`,
    async run(api) {
      const answer = await api.ask('GET', path)
      const found = expectError(answer, status, code)
      if (details.timeZone !== undefined)
        expectSame(found.timeZone, details.timeZone, `error.timeZone of ${answer.request}`)
      if (details.suggests !== undefined) {
        const suggestions = Array.isArray(found.suggestions) ? found.suggestions : []
        const said = `the suggestions of ${answer.request} are ${JSON.stringify(found.suggestions)}, expected ${details.suggests} among them`
        expect(suggestions.includes(details.suggests), said)
      }
    },
  }
}

/** The error of the answer: in the API's own shape, so that API Gateway's own refusals ('Forbidden') do not pass for it. */
function expectError(answer: Answer, status: number, code: string): Record<string, unknown> {
  answer.expectStatus(status)
  const { error: found } = fieldsOf(answer.json())
  const details = fieldsOf(found)
  expectSame(details.code, code, `error.code of ${answer.request}`)
  // Without the first, a page of another origin cannot read what was wrong; without the second, it may be told so long after.
  expectHeader(answer, 'access-control-allow-origin', '*')
  expectHeader(answer, 'cache-control', 'no-store')
  expect(typeof details.message === 'string', `${answer.request} answered an error without a message`)
  // In JSON a line break is written as \n.
  expect(!/\\n\s+at /.test(answer.body), `${answer.request} answered a stack trace`)
  return details
}

/** '+05:45': the offset in Node.js's own time-zone data. */
function intlOffset(timeZone: string, moment: number): string {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(new Date(moment)).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return name === 'GMT' ? '+00:00' : name.slice('GMT'.length)
}
