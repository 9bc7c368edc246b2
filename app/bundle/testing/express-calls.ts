// A function that uses all of express, a path for each thing that express offers a handler: its bundle has to answer as these sources do.
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { configure } from '@vendia/serverless-express'
import express, { type Request, type RequestHandler, type Response } from 'express'
import { expressFramework } from '../../src/express-framework.ts'

/** What is sent and downloaded; it goes with the process, or with the test that imports this. */
export const file = join(tmpdir(), `express-calls-${process.pid}.txt`)
writeFileSync(file, 'of a file')
process.on('exit', () => rmSync(file, { force: true }))

const tell = (look: (request: Request) => unknown) => (request: Request, response: Response) =>
  response.end(JSON.stringify(look(request)) ?? 'undefined')
const body: RequestHandler = (request, response) => response.end(JSON.stringify(request.body))

/** By the name of what is called. */
export const calls: Readonly<Record<string, RequestHandler | RequestHandler[]>> = {
  'response.append': (_, response) => response.append('x-a', 'b').end(),
  'response.attachment': (_, response) => response.attachment('zeit für.txt').end(),
  'response.clearCookie': (_, response) => response.clearCookie('a').end(),
  'response.contentType': (_, response) => response.contentType('html').end(),
  'response.cookie': (_, response) => response.cookie('a', 'b', { httpOnly: true, path: '/x' }).end(),
  'response.download': (_, response) => response.download(file, 'name.txt'),
  'response.format': (_, response) =>
    response.format({ text: () => response.send('text'), json: () => response.send({}) }),
  'response.get': (_, response) => response.set('x-a', 'b').end(response.get('x-a')),
  'response.header': (_, response) => response.header('content-type', 'text/plain').end(),
  'response.json': (_, response) => response.json({ a: 1 }),
  'response.jsonp': (_, response) => response.jsonp({ a: 1 }),
  'response.links': (_, response) => response.links({ next: 'http://x' }).end(),
  'response.location': (_, response) => response.location('/elsewhere').end(),
  'response.redirect': (_, response) => response.redirect(303, '/elsewhere'),
  'response.render': (_, response) => response.render(basename(file)),
  'response.send': (_, response) => response.send('<p>text</p>'),
  'response.sendFile': (_, response) => response.sendFile(file),
  'response.sendStatus': (_, response) => response.sendStatus(202),
  'response.set': (_, response) => response.set('Content-Type', 'text/html').end(),
  'response.status': (_, response) => response.status(201).end(),
  'response.type': (_, response) => response.type('png').end(),
  'response.vary': (_, response) => response.vary('Accept').end(),
  'request.accepts': tell(request => request.accepts('html', 'json')),
  'request.acceptsCharsets': tell(request => request.acceptsCharsets('utf-8')),
  'request.acceptsEncodings': tell(request => request.acceptsEncodings('gzip')),
  'request.acceptsLanguages': tell(request => request.acceptsLanguages('de', 'en')),
  'request.fresh': tell(request => request.fresh),
  'request.get': tell(request => request.get('accept')),
  'request.header': tell(request => request.header('accept')),
  'request.host': tell(request => request.host),
  'request.hostname': tell(request => request.hostname),
  'request.ip': tell(request => request.ip),
  'request.ips': tell(request => request.ips),
  'request.is': tell(request => request.is('json')),
  'request.path': tell(request => request.path),
  'request.protocol': tell(request => request.protocol),
  'request.query': tell(request => request.query),
  'request.range': tell(request => request.range(100)),
  'request.secure': tell(request => request.secure),
  'request.stale': tell(request => request.stale),
  'request.subdomains': tell(request => request.subdomains),
  'request.xhr': tell(request => request.xhr),
  'express.json': [express.json(), body],
  'express.raw': [express.raw({ type: () => true }), (request, response) => response.end(String(request.body))],
  'express.text': [express.text({ type: () => true }), body],
  'express.urlencoded': [express.urlencoded({ extended: true, type: () => true }), body],
  'express.static': express.static(tmpdir(), { index: basename(file) }),
  'express.Router': express.Router().get('/', (_, response) => response.end('routed')),
}

const app = express()
app.set('query parser', 'extended')
app.set('trust proxy', ['loopback', '192.0.2.0/24'])
app.set('views', tmpdir())
app.engine('txt', (_path, _options, done) => done(null, 'rendered'))
for (const [name, handler] of Object.entries(calls)) app.use(`/${name}`, handler)
app.get('/time/*zone', (_, response) => response.end('the event that fills the code cache'))

const adapter = configure({ app, framework: expressFramework(app) })
export const handler = (event: object, context: object) => adapter(event as never, context as never, () => {})
