// The request that a cold function most often meets, as API Gateway hands it over.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
export const firstEvent = {
  resource: '/{path+}',
  path: '/time/Europe/Paris',
  httpMethod: 'GET',
  headers: { Accept: '*/*', Host: 'a1b2c3.execute-api.eu-west-1.amazonaws.com', 'User-Agent': 'curl/8.5.0' },
  multiValueHeaders: {
    Accept: ['*/*'],
    Host: ['a1b2c3.execute-api.eu-west-1.amazonaws.com'],
    'User-Agent': ['curl/8.5.0'],
    'X-Amzn-Trace-Id': ['Root=1-65f0c1a2-0123456789abcdef01234567'],
    'X-Forwarded-For': ['192.0.2.1'],
    'X-Forwarded-Port': ['443'],
    'X-Forwarded-Proto': ['https'],
  },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: { path: 'time/Europe/Paris' },
  stageVariables: null,
  requestContext: {
    accountId: '111122223333',
    apiId: 'a1b2c3',
    httpMethod: 'GET',
    identity: { sourceIp: '192.0.2.1', userAgent: 'curl/8.5.0' },
    path: '/beta/time/Europe/Paris',
    protocol: 'HTTP/1.1',
    requestId: '0f9d0c7e-6d1c-4d2e-9a6c-2f7f0b8e1a11',
    resourcePath: '/{path+}',
    stage: 'beta',
  },
  body: null,
  isBase64Encoded: false,
}
