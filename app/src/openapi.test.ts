import { openApiDocument } from './openapi.ts'
import { type ServedApp, serveApp } from './testing/served-app.ts'

let app: ServedApp
beforeAll(async () => {
  app = await serveApp()
})
afterAll(() => app.close())

interface Operation {
  responses: Record<string, { content: { 'application/json': { schema: Schema } } }>
}

interface Schema {
  $ref?: string
  type?: string
  const?: string
  pattern?: string
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
}

const paths: Record<string, { get: Operation }> = JSON.parse(JSON.stringify(openApiDocument.paths))
const schemas: Record<string, Schema> = JSON.parse(JSON.stringify(openApiDocument.components.schemas))

// One request for each answer that the document names.
const requests: [string, string, string][] = [
  ['/time', '200', '/time'],
  ['/time/{timeZone}', '200', '/time/Asia/Tokyo'],
  ['/time/{timeZone}', '404', '/time/Asia/Tokio'],
  ['/time/{timeZone}', '400', '/time/%E0%A4%A'],
  ['/openapi.json', '200', '/openapi.json'],
]

test('the document is served as it stands', async () => {
  const { json, headers } = await app.ask('GET', '/openapi.json')
  expect(json).toEqual(openApiDocument)
  expect(headers['cache-control']).toBe('public, max-age=300')
})

test('each answer that it names has a request below', () => {
  const named = Object.entries(paths).flatMap(([path, { get }]) =>
    Object.keys(get.responses).map(status => [path, status]),
  )
  expect(requests.map(([path, status]) => [path, status]).sort()).toEqual(named.sort())
})

test.each(requests)('GET %s answers %s as described', async (path, status, request) => {
  const answer = await app.ask('GET', request)
  expect(String(answer.status)).toBe(status)
  const schema = paths[path]?.get.responses[status]?.content['application/json'].schema
  expect(problems(answer.json, schema ?? {}, 'body')).toEqual([])
})

test('the check finds what is missing, superfluous or malformed', () => {
  const zonedTime: Schema = { $ref: '#/components/schemas/ZonedTime' }
  const good = {
    timeZone: 'UTC',
    iso: '2026-07-01T12:00:00.000+00:00',
    epochMilliseconds: 1,
    abbreviation: 'UTC',
    utcOffset: '+00:00',
  }
  expect(problems(good, zonedTime, 'body')).toEqual([])
  expect(problems({ ...good, utcOffset: '+2' }, zonedTime, 'body')).toEqual(['body.utcOffset is +2'])
  expect(problems({ ...good, epochMilliseconds: 'x' }, zonedTime, 'body')).toEqual([
    'body.epochMilliseconds is not of type integer',
  ])
  expect(problems({ ...good, more: 1 }, zonedTime, 'body')).toEqual(['body.more is not described'])
  expect(problems({}, zonedTime, 'body')).toHaveLength(5)
})

/** The few words of JSON Schema that the document uses; stricter than it in one: what is not described may not be there. */
function problems(value: unknown, schema: Schema, at: string): string[] {
  if (schema.$ref !== undefined) return problems(value, schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, at)
  if (!isOfType(value, schema.type)) return [`${at} is not of type ${schema.type}`]
  if (schema.const !== undefined && value !== schema.const) return [`${at} is ${value}`]
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value))) return [`${at} is ${value}`]
  if (Array.isArray(value)) return value.flatMap((item, index) => problems(item, schema.items ?? {}, `${at}[${index}]`))
  if (schema.properties === undefined) return []
  const fields = Object.entries(value as object)
  const missing = (schema.required ?? []).filter(name => !fields.some(([field]) => field === name))
  return [
    ...missing.map(name => `${at}.${name} is missing`),
    ...fields.flatMap(([name, field]) => {
      const described = schema.properties?.[name]
      return described === undefined ? [`${at}.${name} is not described`] : problems(field, described, `${at}.${name}`)
    }),
  ]
}

function isOfType(value: unknown, type: string | undefined): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return Array.isArray(value)
    case undefined:
      return true
    default:
      return typeof value === type && value !== null
  }
}
