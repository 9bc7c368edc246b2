// Amazon API Gateway: an HTTP API in front of a function, made through the API, and a REST API, made through CloudFormation.

import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateStageCommand,
  DeleteApiCommand,
  GetApiCommand,
  GetStagesCommand,
} from '@aws-sdk/client-apigatewayv2'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { zipOf } from '../../local/host/zip.ts'
import { onAws, onceKnown, refusal, until, useAccount } from './account.ts'
import { allowing, makeRole } from './roles.ts'

const account = useAccount()
const apis = () => account.client(ApiGatewayV2Client)
const lambda = () => account.client(LambdaClient)

// Differs from AWS: an API's own host name leads nowhere locally; its path under the endpoint does.
const address = (apiEndpoint: string): string =>
  onAws
    ? apiEndpoint
    : apiEndpoint.replace(/^https:\/\/(\w+)\.execute-api\.[^/]+/, `${account.configuration().endpoint}/execute-api/$1`)

/** Answers with the event that it got. */
const echo = `exports.handler = async event => ({
  statusCode: event.headers['x-status'] ?? 200,
  headers: { 'x-seen': 'yes' },
  body: JSON.stringify(event),
})`

let made: Promise<string> | undefined
const functionArn = (): Promise<string> => {
  made ??= makeFunction()
  return made
}

const makeFunction = async (): Promise<string> => {
  const trust = { Service: 'lambda.amazonaws.com' }
  const Role = await makeRole(account, 'echo', trust, allowing('logs:CreateLogStream'))
  const FunctionName = account.name('echo')
  const ZipFile = await zipOf({ 'index.js': echo })
  const { FunctionArn = '' } = await onceKnown(
    () =>
      lambda().send(
        new CreateFunctionCommand({
          FunctionName,
          Role,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: { ZipFile },
        }),
      ),
    /cannot be assumed by Lambda/,
  )
  account.later(() => lambda().send(new DeleteFunctionCommand({ FunctionName })))
  return FunctionArn
}

const allow = async (StatementId: string, SourceArn: string): Promise<void> => {
  await lambda().send(
    new AddPermissionCommand({
      FunctionName: account.name('echo'),
      StatementId,
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn,
    }),
  )
}

const makeApi = async (what: string): Promise<{ readonly ApiId: string; readonly url: string }> => {
  const Target = await functionArn()
  const { ApiId = '', ApiEndpoint = '' } = await apis().send(
    new CreateApiCommand({ Name: account.name(what), ProtocolType: 'HTTP', Target }),
  )
  account.later(() => apis().send(new DeleteApiCommand({ ApiId })))
  return { ApiId, url: address(ApiEndpoint) }
}

test('an API that is made quickly has one stage that deploys itself', async () => {
  const { ApiId } = await makeApi('quick')
  const api = await apis().send(new GetApiCommand({ ApiId }))
  expect(api).toMatchObject({
    ApiId: expect.stringMatching(/^[a-z0-9]{10}$/),
    ProtocolType: 'HTTP',
    RouteSelectionExpression: '$request.method $request.path',
    ApiEndpoint: `https://${ApiId}.execute-api.${account.region}.amazonaws.com`,
  })
  const { Items } = await apis().send(new GetStagesCommand({ ApiId }))
  expect(Items).toMatchObject([{ StageName: '$default', AutoDeploy: true }])
  const again = new CreateStageCommand({ ApiId, StageName: '$default' })
  expect(await refusal(apis().send(again))).toMatchObject({ name: 'ConflictException', status: 409 })
})

test('an API that is not there', async () => {
  expect(await refusal(apis().send(new GetApiCommand({ ApiId: 'nothing000' })))).toEqual({
    name: 'NotFoundException',
    message: 'Invalid API identifier specified nothing000',
    status: 404,
  })
})

test('a function that does not let the API in makes a 500, and nothing of the reason is told', async () => {
  const { url } = await makeApi('closed')
  const answer = await until(
    () => fetch(url),
    ({ status }) => status === 500,
  )
  expect(await answer.json()).toEqual({ message: 'Internal Server Error' })
})

test('a function gets the event of payload format 2.0', async () => {
  const { ApiId, url } = await makeApi('open')
  await allow('http-api', account.arn('execute-api', `${ApiId}/*`))
  const answer = await until(
    () =>
      fetch(`${url}/a/b%20c?x=1&x=2&y=%26`, {
        method: 'POST',
        headers: { 'x-status': '201', cookie: 'k=v' },
        body: 'hi',
      }),
    ({ status }) => status === 201,
  )
  expect(answer.headers.get('x-seen')).toBe('yes')
  expect(await answer.json()).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/a/b c',
    rawQueryString: 'x=1&x=2&y=%26',
    queryStringParameters: { x: '1,2', y: '&' },
    cookies: ['k=v'],
    body: 'hi',
    isBase64Encoded: false,
    requestContext: { apiId: ApiId, stage: '$default', http: { method: 'POST', path: '/a/b c' } },
  })
})

const restApi = (uri: string): string =>
  JSON.stringify({
    Resources: {
      Api: {
        Type: 'AWS::ApiGateway::RestApi',
        Properties: {
          Body: {
            openapi: '3.0.1',
            info: { title: account.name('rest'), version: '1' },
            paths: {
              '/time/{proxy+}': {
                'x-amazon-apigateway-any-method': {
                  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri },
                },
              },
            },
          },
        },
      },
      Deployment: {
        Type: 'AWS::ApiGateway::Deployment',
        Properties: { RestApiId: { Ref: 'Api' }, StageName: 'first' },
      },
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'beta' },
      },
    },
    Outputs: { Id: { Value: { Ref: 'Api' } }, Stage: { Value: { Ref: 'Stage' } } },
  })

test('a REST API hands on what its routes take, and says of everything else that a token is missing', async () => {
  const cloudformation = account.client(CloudFormationClient)
  const target = await functionArn()
  const uri = `arn:aws:apigateway:${account.region}:lambda:path/2015-03-31/functions/${target}/invocations`
  const StackName = account.name('rest')
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: restApi(uri) }))
  account.later(() => cloudformation.send(new DeleteStackCommand({ StackName })))
  const stack = await until(
    async () => (await cloudformation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0],
    seen => !seen?.StackStatus?.endsWith('_IN_PROGRESS'),
  )
  expect(stack?.StackStatus).toBe('CREATE_COMPLETE')
  const id = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'Id')?.OutputValue ?? ''
  await allow('rest-api', account.arn('execute-api', `${id}/*`))
  const url = address(`https://${id}.execute-api.${account.region}.amazonaws.com/beta`)

  const answer = await until(
    () => fetch(`${url}/time/Europe/Paris?x=1&x=2`),
    ({ status }) => status === 200,
  )
  expect(await answer.json()).toMatchObject({
    resource: '/time/{proxy+}',
    path: '/time/Europe/Paris',
    httpMethod: 'GET',
    queryStringParameters: { x: '2' },
    multiValueQueryStringParameters: { x: ['1', '2'] },
    pathParameters: { proxy: 'Europe/Paris' },
    body: null,
    requestContext: { apiId: id, stage: 'beta', path: '/beta/time/Europe/Paris', resourcePath: '/time/{proxy+}' },
  })
  const missing = await fetch(`${url}/other`)
  expect([missing.status, missing.headers.get('x-amzn-errortype')]).toEqual([
    403,
    'MissingAuthenticationTokenException',
  ])
  expect(await missing.json()).toEqual({ message: 'Missing Authentication Token' })

  // The stage that the deployment made of its own accord goes with it.
  await cloudformation.send(new DeleteStackCommand({ StackName }))
  await until(
    async () => (await cloudformation.send(new DescribeStacksCommand({ StackName: stack?.StackId }))).Stacks?.[0],
    seen => seen?.StackStatus === 'DELETE_COMPLETE',
  )
})

// Only the refusal: a role that is taken would be the one that all REST APIs of the account log with.
test('the account takes no role for its logs that API Gateway may not assume', async () => {
  const cloudformation = account.client(CloudFormationClient)
  const CloudWatchRoleArn = await makeRole(
    account,
    'no-logs',
    { Service: 'lambda.amazonaws.com' },
    allowing('logs:PutLogEvents'),
  )
  const StackName = account.name('no-logs')
  const Resources = { Account: { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn } } }
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources }) }))
  account.later(() => cloudformation.send(new DeleteStackCommand({ StackName })))
  const events = await until(
    async () => (await cloudformation.send(new DescribeStackEventsCommand({ StackName }))).StackEvents,
    seen => seen?.[0]?.ResourceStatus === 'ROLLBACK_COMPLETE',
  )
  const failed = events?.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
  expect(failed?.ResourceStatusReason).toContain('The role ARN does not have required permissions configured.')
})
