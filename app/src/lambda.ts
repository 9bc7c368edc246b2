// The Lambda function: hands API Gateway's events to the express application.
import { configure, getCurrentInvoke } from '@vendia/serverless-express'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { createApp } from './app.ts'
import { expressFramework } from './express-framework.ts'
import type { LogEntry } from './log.ts'

const app = createApp({
  now: () => Date.now(),
  requestId: () => getCurrentInvoke().context?.awsRequestId ?? 'none',
  log: writeLine,
})

const adapter = configure<APIGatewayProxyEvent, APIGatewayProxyResult>({ app, framework: expressFramework(app) })
const noCallback = () => {} // the adapter answers with a promise

// Two parameters, because nodejs24.x refuses a handler with a third (a callback), and the adapter itself has three.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
export const handler = (event: APIGatewayProxyEvent, context: Context) => adapter(event, context, noCallback)

// Straight to standard output: Lambda's console.log would put its own text around the JSON. Beside Lambda's own request id stands API Gateway's,
// which the caller was told (x-amzn-requestid) and the access log has.
function writeLine(entry: LogEntry): void {
  const apiRequestId: string | undefined = getCurrentInvoke().event?.requestContext?.requestId
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), apiRequestId, ...entry })}\n`)
}
