// Whatever of express a handler uses, its bundle answers as its sources do: each thing that express offers is called in both.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { firstEvent } from './first-event.ts'
import { calls, file } from './testing/express-calls.ts'

const folder = mkdtempSync(join(tmpdir(), 'express-calls-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(file)
})

const entry = join(__dirname, 'testing/express-calls.ts')
const headers = {
  Accept: ['application/json, text/html;q=0.5'],
  'Accept-Language': ['de'],
  'Content-Type': ['application/json'],
  Host: ['a.example.com'],
  Range: ['bytes=0-3'],
  'X-Forwarded-For': ['198.51.100.7, 192.0.2.1'],
}
const body = '{"a":["b"]}'

interface Answer {
  readonly statusCode: number
  readonly body: string
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>
}

/** What the module answers to each call, in a process of its own. */
function answersOf(module: string): Record<string, Answer> {
  const events = Object.keys(calls).map(name => ({
    ...firstEvent,
    path: `/${name}`,
    httpMethod: /^express\.(json|raw|text|urlencoded)$|request\.is/.test(name) ? 'POST' : 'GET',
    headers: null,
    multiValueHeaders: { ...headers, 'Content-Length': [String(body.length)] },
    multiValueQueryStringParameters: { 'a[b]': ['c'], callback: ['f'] },
    body: /^express\.|request\.is/.test(name) ? body : null,
  }))
  const program = join(folder, 'program.mjs')
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs'
    const { handler } = await import(${JSON.stringify(module)}).then(all => all.default ?? all)
    const answers = {}
    for (const event of ${JSON.stringify(events)}) answers[event.path.slice(1)] = await handler(event, { awsRequestId: 'x' })
    writeFileSync(${JSON.stringify(join(folder, 'answers.json'))}, JSON.stringify(answers))`,
  )
  const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8', cwd: folder })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'))
}

const bundled = () => {
  const made = spawnSync(process.execPath, [join(__dirname, 'main.ts'), join(folder, 'dist'), entry], {
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(made.stderr)
  return join(folder, 'dist/index.cjs')
}
const same = ({ statusCode, body: text, multiValueHeaders }: Answer) => {
  const { date: _, 'last-modified': __, etag: ___, ...rest } = multiValueHeaders
  return {
    statusCode,
    body: text.replaceAll(/\d{3,}/g, '<n>'),
    headers: JSON.stringify(rest).replaceAll(/express-calls-\d+/g, '<file>'),
  }
}

test('the bundle answers each call as the sources do', () => {
  const [sources, bundle] = [answersOf(entry), answersOf(bundled())]
  for (const name of Object.keys(calls)) {
    const [expected, actual] = [sources[name], bundle[name]].map(answer => answer && same(answer))
    expect({ name, ...expected }).toMatchObject({ name, statusCode: expect.any(Number) })
    expect(expected?.statusCode).toBeLessThan(400)
    expect({ name, ...actual }).toEqual({ name, ...expected })
  }
})

test('nothing that express offers to a handler is left out of the calls', () => {
  const own = (prefix: string, object: object) => Object.keys(object).map(name => `${prefix}.${name}`)
  const offered = [...own('response', express.response), ...own('request', express.request), ...own('express', express)]
  // What is no part that a handler calls.
  const others = /^express\.(application|request|response|Route)$/
  expect(offered.filter(name => !(name in calls) && !others.test(name))).toEqual([])
})
