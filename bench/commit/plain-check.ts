// Run by the plain shell script: serves the built handler on plain node:http and runs the tests' checks against it. `node plain-check.ts CHECKOUT`
import { createServer, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

interface Result {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly body: string
}

type Handler = (event: object, context: object) => Promise<Result>

interface Outcome {
  readonly name: string
  readonly failure?: string
}

const [checkout = ''] = process.argv.slice(2)
const { firstEvent } = (await import(join(checkout, 'app/bundle/first-event.ts'))) as {
  firstEvent: { readonly requestContext: object }
}
const { handler } = createRequire(import.meta.url)(join(checkout, 'app/dist/index.cjs')) as { handler: Handler }
const { runChecks } = (await import(join(checkout, 'test-app/src/run-checks.ts'))) as {
  runChecks(checks: readonly unknown[], apiUrl: string, each: number, all: number): Promise<readonly Outcome[]>
}
const { checks } = (await import(join(checkout, 'test-app/src/checks.ts'))) as { checks: readonly unknown[] }

const server = createServer(async (request, response) => {
  const { statusCode, headers, multiValueHeaders, body } = await handler(await eventOf(request), {
    awsRequestId: 'plain',
  })
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) response.setHeader(name, values)
  response.writeHead(statusCode, { ...headers }).end(body)
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
const outcomes = await runChecks(checks, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 10_000, 60_000)
server.close()
server.closeAllConnections()
for (const { name, failure } of outcomes) if (failure !== undefined) console.error(`${name}: ${failure}`)
console.log(`${outcomes.filter(({ failure }) => failure === undefined).length} of ${outcomes.length} checks passed`)
process.exitCode = outcomes.every(({ failure }) => failure === undefined) ? 0 : 1

async function eventOf(request: IncomingMessage): Promise<object> {
  const body = await buffer(request)
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  return {
    ...firstEvent,
    path,
    httpMethod: request.method,
    multiValueHeaders: request.headersDistinct,
    headers: request.headers,
    pathParameters: { path: path.slice(1) },
    requestContext: { ...firstEvent.requestContext, httpMethod: request.method, path },
    body: body.length > 0 ? body.toString() : null,
  }
}
