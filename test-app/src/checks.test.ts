import { checks } from './checks.ts'
import { runChecks } from './run-checks.ts'
import { type Fault, type StandInAnswer, standIn } from './testing/stand-in.ts'

/** The failures that the checks find in a service with this fault. */
async function failuresWith(fault?: Fault): Promise<string[]> {
  const service = await standIn(fault)
  const outcomes = await runChecks(checks, service.url, 10_000, 10_000)
  service.close()
  return outcomes.flatMap(({ failure }) => failure ?? [])
}

test('a service that answers as it should passes all', async () => {
  expect(await failuresWith()).toEqual([])
})

test('they ask for every endpoint', async () => {
  const service = await standIn()
  await runChecks(checks, service.url, 10_000, 10_000)
  service.close()
  expect(service.requests.sort()).toEqual(checks.map(({ name }) => name).sort())
})

test('no two have the same name', () => {
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
})

test.each(checks.map(({ name }) => name))('%s fails when just that is answered 500', async name => {
  const fails: Fault = (answer, method, path) => (`${method} ${path}` === name ? { ...answer, status: 500 } : answer)
  const failures = await failuresWith(fails)
  expect(failures).toEqual([expect.stringMatching(/answered 500, expected \d+$/)])
  expect(failures[0]).toContain(name)
})

const onlyAt =
  (at: string, change: (answer: StandInAnswer) => Partial<StandInAnswer>): Fault =>
  (answer, method, path) =>
    `${method} ${path}` === at ? { ...answer, ...change(answer) } : answer

const field = (name: string, value: unknown) => (answer: StandInAnswer) => ({
  body: { ...(answer.body as object), [name]: value },
})
const header = (name: string, value: string) => (answer: StandInAnswer) => ({
  headers: { ...answer.headers, [name]: value },
})
const errorField = (name: string, value: unknown) => (answer: StandInAnswer) => ({
  body: { error: { ...(answer.body as { error: object }).error, [name]: value } },
})

const paris = 'GET /time/Europe/Paris'

test.each<[string, string, (answer: StandInAnswer) => Partial<StandInAnswer>, string]>([
  [
    'another zone',
    paris,
    field('timeZone', 'Europe/Rome'),
    'timeZone of GET /time/Europe/Paris is "Europe/Rome", expected "Europe/Paris"',
  ],
  [
    'another offset',
    paris,
    field('utcOffset', '+11:00'),
    'utcOffset of GET /time/Europe/Paris is "+11:00", expected "+0',
  ],
  [
    'a field that is gone',
    paris,
    field('abbreviation', undefined),
    'what clients will miss in GET /time/Europe/Paris is ["abbreviation does not match',
  ],
  ['a number that became a string', paris, field('epochMilliseconds', '1'), 'epochMilliseconds is not a whole number'],
  ['a time without offset', paris, field('iso', '2026-01-01T00:00:00.000Z'), 'iso does not match'],
  [
    'an iso of another moment',
    paris,
    field('iso', '2026-01-01T00:00:00.000+01:00'),
    'the moment that iso says in GET /time/Europe/Paris is 1767222000000',
  ],
  [
    'a time of last year',
    paris,
    field('epochMilliseconds', 1767222000000),
    'epochMilliseconds of GET /time/Europe/Paris is 1767222000000, expected the present',
  ],
  ['seconds for milliseconds', paris, field('epochMilliseconds', 1767222000), 'expected the present'],
  [
    'a time that caches may keep',
    paris,
    header('cache-control', 'max-age=60'),
    'cache-control of GET /time/Europe/Paris is "max-age=60", expected "no-store"',
  ],
  [
    'no CORS',
    paris,
    header('access-control-allow-origin', 'null'),
    'access-control-allow-origin of GET /time/Europe/Paris is "null"',
  ],
  [
    'HTML',
    paris,
    header('content-type', 'text/html'),
    'GET /time/Europe/Paris answered with content-type text/html, expected application/json',
  ],
  ['no JSON', paris, () => ({ body: '<p>' }), 'GET /time/Europe/Paris answered what is not JSON: "<p>"'],
  ['a list', 'GET /time', () => ({ body: [] }), 'timeZone does not match'],
  [
    'an encoded zone that is unknown',
    'GET /time/Europe%2FParis',
    () => ({ status: 404 }),
    'GET /time/Europe%2FParis answered 404, expected 200',
  ],
  ['no allow', 'POST /time', header('allow', 'GET'), 'allow of POST /time is "GET"'],
  ['another abbreviation', paris, field('abbreviation', 'EET'), 'abbreviation of GET /time/Europe/Paris is "EET"'],
  [
    'an error that no page of another origin can read',
    'GET /nothing/here',
    header('access-control-allow-origin', 'null'),
    'access-control-allow-origin of GET /nothing/here is "null"',
  ],
  [
    'an error that caches may keep',
    'GET /time/Europe/Pariss',
    header('cache-control', 'max-age=60'),
    'cache-control of GET /time/Europe/Pariss is "max-age=60"',
  ],
  [
    'a preflight without headers',
    'OPTIONS /time/Europe/Paris',
    header('access-control-allow-headers', 'accept'),
    'access-control-allow-headers of OPTIONS /time/Europe/Paris is "accept"',
  ],
  [
    'a refusal of API Gateway',
    'GET /',
    () => ({ status: 403, body: { message: 'Missing Authentication Token' } }),
    'GET / answered 403, expected 404',
  ],
  [
    'a 404 of API Gateway',
    'GET /',
    () => ({ body: { message: 'Not Found' } }),
    'error.code of GET / is undefined, expected "UnknownPath"',
  ],
  [
    'another name in the error',
    'GET /time/Europe/Pariss',
    errorField('timeZone', 'x'),
    'error.timeZone of GET /time/Europe/Pariss is "x"',
  ],
  [
    'no suggestions',
    'GET /time/Europe/Pariss',
    errorField('suggestions', []),
    'the suggestions of GET /time/Europe/Pariss are [], expected Europe/Paris among them',
  ],
  [
    'a stack trace',
    'GET /nothing/here',
    errorField('message', 'Error: x\n    at y'),
    'GET /nothing/here answered a stack trace',
  ],
  [
    'no message',
    'GET /nothing/here',
    errorField('message', 1),
    'GET /nothing/here answered an error without a message',
  ],
  [
    'an old OpenAPI',
    'GET /openapi.json',
    field('openapi', '3.0.0'),
    'GET /openapi.json is OpenAPI 3.0.0, expected 3.1',
  ],
  ['a path less', 'GET /openapi.json', field('paths', {}), 'the paths of GET /openapi.json is []'],
  [
    'no preflight',
    'OPTIONS /time',
    header('access-control-allow-methods', 'GET'),
    'access-control-allow-methods of OPTIONS /time is "GET"',
  ],
])('%s fails %s, and no other', async (_what, at, change, message) => {
  const failures = await failuresWith(onlyAt(at, change))
  expect(failures).toEqual([expect.stringContaining(message)])
})
