// For tests: an API on a real port, and in the place of Lambda a service that answers Invoke with what the test says.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ServiceError } from '../../../local/core/errors.ts'
import { type AnyService, operation, type Service } from '../../../local/core/service.ts'
import { apigateway } from '../../../local/services/apigateway/index.ts'
import { standIn } from '../stand-in.ts'
import { type TestRuntime, testRuntime } from '../test-runtime.ts'

export interface Call {
  readonly functionName: string
  readonly event: Record<string, unknown>
  readonly sourceArn: string | undefined
}

/** What the function answers: a value becomes its JSON; `undefined` is a failed function. */
export type Handler = (call: Call) => unknown

export interface TestApis extends TestRuntime {
  /** `http://127.0.0.1:PORT/execute-api` */
  readonly url: string
  readonly calls: Call[]
}

export const testApis = async (handler: Handler, more: readonly AnyService[] = []): Promise<TestApis> => {
  const calls: Call[] = []
  const lambda = functionsPort(call => {
    calls.push(call)
    return handler(call)
  })
  const cloud = testRuntime([apigateway, lambda, ...more])
  const server = createServer((request, response) =>
    apigateway.http?.handle(request, response, cloud.runtime.desk('apigateway') as never),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...cloud,
    calls,
    url: `http://127.0.0.1:${port}/execute-api`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await cloud.close()
    },
  }
}

const functionsPort = (handler: Handler): Service<null> => ({
  ...standIn('lambda'),
  source: 'aws.lambda',
  resourceTags: () => undefined,
  initial: () => null,
  evolve: () => {},
  operations: {
    Invoke: operation<null>()({
      input: members => members.value,
      access: ({ FunctionName }) => [{ action: 'lambda:InvokeFunction', resource: String(FunctionName) }],
      perform: async (_, { FunctionName, Payload }, { principal }) => {
        const event = JSON.parse(Buffer.from(Payload as Uint8Array).toString())
        const sourceArn = principal.kind === 'service' ? principal.sourceArn : undefined
        const result = await handler({ functionName: String(FunctionName), event, sourceArn })
        if (result instanceof ServiceError) throw result
        const answer = Buffer.from(typeof result === 'string' ? result : JSON.stringify(result ?? {}))
        return { StatusCode: 200, Payload: answer, ...(result === undefined ? { FunctionError: 'Unhandled' } : {}) }
      },
    }),
  },
})

export const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f'

const lambdaUri = (functionArn: string): string =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`

export const proxy = (functionArn = FUNCTION, more: Readonly<Record<string, unknown>> = {}) => ({
  'x-amazon-apigateway-integration': { httpMethod: 'POST', type: 'aws_proxy', uri: lambdaUri(functionArn), ...more },
})

/** A deployed REST API; the result is its id. */
export const restApi = async (
  cloud: TestRuntime,
  paths: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
  stage: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const body = JSON.stringify({ openapi: '3.0.1', info: { title: 'api', version: '1.0' }, paths, ...more })
  const { id } = await cloud.call('ImportRestApi', { body })
  const { id: deploymentId } = await cloud.call('CreateDeployment', { restApiId: id })
  await cloud.call('CreateStage', { restApiId: id, stageName: 'prod', deploymentId, ...stage })
  return String(id)
}

/** An HTTP API with a stage that deploys automatically; the result is its id. */
export const httpApi = async (
  cloud: TestRuntime,
  paths: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
  stage: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const Body = JSON.stringify({ openapi: '3.0.1', info: { title: 'api', version: '1.0' }, paths, ...more })
  const { apiId } = await cloud.call('ImportApi', { Body })
  await cloud.call('v2.CreateStage', { ApiId: apiId, StageName: '$default', AutoDeploy: true, ...stage })
  return String(apiId)
}
