// The Node.js runtime of a sandbox: loads the handler, then asks for one invocation after another over the Runtime API.
// Runs in the function's own process and uses nothing of the local cloud.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html

import { connectRuntimeApi } from './api-client.mjs'
import { errorOf } from './errors.mjs'
import { loadHandler } from './load-handler.mjs'
import { patchConsole } from './logging.mjs'
import './streaming.mjs'

const { env } = process
const api = connectRuntimeApi(env._LOCAL_RUNTIME_API ?? env.AWS_LAMBDA_RUNTIME_API)
const log = patchConsole()
delete env._LOCAL_RUNTIME_API

let current = ''
const fatal = error => {
  log.error(current, error)
  const lastly = () => process.exit(128)
  if (current) api.fail(current, errorOf(error), lastly)
  else api.failInit(errorOf(error), lastly)
}
process.on('uncaughtException', fatal)
process.on('unhandledRejection', (reason, promise) => {
  const error = new Error(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason), {
    cause: reason,
  })
  error.name = 'Runtime.UnhandledPromiseRejection'
  Object.assign(error, { reason, promise })
  fatal(error)
})
process.on('beforeExit', () => {
  if (!current) return
  // Unverified: the name that AWS gives to a promise that is never settled; older runtimes answered null.
  const error = new Error('The function ended without an answer: its promise was never settled')
  error.name = 'Runtime.NodeJsExit'
  fatal(error)
})

let handler
try {
  handler = await loadHandler(env.LAMBDA_TASK_ROOT, env._HANDLER)
} catch (error) {
  fatal(error)
}

if (handler) api.next(invoke)

async function invoke(invocation) {
  current = invocation.requestId
  env._X_AMZN_TRACE_ID = invocation.traceId
  log.begin(current)
  try {
    const result = await handler(JSON.parse(invocation.payload), contextOf(invocation))
    answer(result)
  } catch (error) {
    log.error(current, error)
    const failed = current
    current = ''
    api.fail(failed, errorOf(error))
    api.next(invoke)
  }
}

function answer(result) {
  const payload = result === undefined ? 'null' : serialize(result)
  const answered = current
  current = ''
  api.succeed(answered, payload)
  api.next(invoke)
}

function serialize(result) {
  try {
    return JSON.stringify(result) ?? 'null'
  } catch (error) {
    throw Object.assign(new Error(`Unable to stringify response body: ${error.message}`), {
      name: 'Runtime.MarshalError',
    })
  }
}

function contextOf(invocation) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: invocation.clientContext ? JSON.parse(invocation.clientContext) : undefined,
    identity: undefined,
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => invocation.deadline - Date.now(),
  }
}
