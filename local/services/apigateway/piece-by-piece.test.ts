// REST APIs that are made resource by resource and method by method, as the CDK and Terraform make them.

import { type TestApis, testApis } from '../../../tests/support/apigateway/apis.ts'

let cloud: TestApis
beforeAll(async () => {
  cloud = await testApis(({ event }) => ({
    statusCode: 200,
    body: `${event.httpMethod} ${event.path} of ${event.resource}`,
  }))
})
afterAll(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

type Input = Readonly<Record<string, unknown>>

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`

const made = async () => {
  const { id: restApiId, rootResourceId } = await cloud.call('CreateRestApi', { name: 'api' })
  const child = async (pathPart: string, parentId: unknown = rootResourceId) => {
    const { id } = await cloud.call('CreateResource', { restApiId, parentId, pathPart })
    return String(id)
  }
  const on = (resourceId: unknown, httpMethod: string) => ({ restApiId, resourceId, httpMethod })
  const method = (resourceId: unknown, httpMethod: string, more: Input = {}) =>
    cloud.call('PutMethod', { ...on(resourceId, httpMethod), authorizationType: 'NONE', ...more })
  const proxied = async (resourceId: unknown, httpMethod: string) => {
    await method(resourceId, httpMethod)
    const integration = { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri }
    return await cloud.call('PutIntegration', { ...on(resourceId, httpMethod), ...integration })
  }
  const deploy = async (stageName: string) => {
    await cloud.call('CreateDeployment', { restApiId, stageName })
    return `${cloud.url}/${restApiId}/${stageName}`
  }
  return { restApiId, root: rootResourceId, child, on, method, proxied, deploy }
}

const got = async (url: string, method = 'GET'): Promise<string> => {
  const response = await fetch(url, { method })
  return `${response.status} ${await response.text()}`
}

const answer = async (operation: string, input: Input): Promise<string> =>
  await cloud.call(operation, input).then(
    () => '',
    error => `${error.code}: ${error.message}`,
  )

test('what was made is served once it is deployed, and as it was then', async () => {
  const { root, child, proxied, deploy, on, restApiId } = await made()
  await proxied(root, 'ANY')
  const orders = await child('orders')
  await proxied(await child('{id}', orders), 'GET')
  const url = await deploy('prod')
  expect(await got(`${url}/orders/7`)).toBe('200 GET /orders/7 of /orders/{id}')
  expect(await got(url, 'POST')).toBe('200 POST / of /')
  expect(await got(`${url}/orders`)).toMatch(/^403 /)
  await proxied(orders, 'GET')
  expect(await got(`${url}/orders`)).toMatch(/^403 /)
  await deploy('prod')
  expect(await got(`${url}/orders`)).toBe('200 GET /orders of /orders')
  await cloud.call('DeleteIntegration', on(orders, 'GET'))
  expect(await answer('CreateDeployment', { restApiId, stageName: 'prod' })).toBe(
    'BadRequestException: No integration defined for method',
  )
  await cloud.call('DeleteResource', { restApiId, resourceId: orders })
  await deploy('prod')
  expect(await got(`${url}/orders/7`)).toMatch(/^403 /)
  const { item: items } = await cloud.call('GetResources', { restApiId })
  expect(items).toEqual([{ id: root, path: '/', resourceMethods: { ANY: {} } }])
})

test('a mock answers a preflight with the headers that its responses say', async () => {
  const { root, method, on, deploy } = await made()
  const at = on(root, 'OPTIONS')
  await method(root, 'OPTIONS')
  await cloud.call('PutIntegration', {
    ...at,
    type: 'MOCK',
    requestTemplates: { 'application/json': '{ statusCode: 204 }' },
  })
  const header = 'method.response.header.Access-Control-Allow-Origin'
  await cloud.call('PutMethodResponse', { ...at, statusCode: '204', responseParameters: { [header]: true } })
  await cloud.call('PutIntegrationResponse', { ...at, statusCode: '204', responseParameters: { [header]: "'*'" } })
  const response = await fetch(await deploy('prod'), { method: 'OPTIONS' })
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
  expect(await cloud.call('GetMethod', at)).toMatchObject({
    httpMethod: 'OPTIONS',
    methodResponses: { 204: { statusCode: '204', responseParameters: { [header]: true } } },
    methodIntegration: { type: 'MOCK', integrationResponses: { 204: { statusCode: '204' } } },
  })
})

test('what AWS refuses, and what is not carried out', async () => {
  const { restApiId, root, child, method, on } = await made()
  const id = await child('{id}')
  const all = await child('{all+}', await child('files'))
  const under = (parentId: unknown, pathPart: string) => ['CreateResource', { restApiId, parentId, pathPart }] as const
  await method(root, 'GET')
  const rows: readonly (readonly [readonly [string, Input], string])[] = [
    [
      under(root, '{name}'),
      'BadRequestException: A sibling ({id}) of this resource already has a variable path part -- only one is allowed',
    ],
    [under(root, 'files'), 'ConflictException: Another resource with the same parent already has this name: files'],
    [
      under(root, 'é'),
      "BadRequestException: Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    ],
    [
      under(all, 'more'),
      'BadRequestException: Cannot create a child of a resource with a greedy path variable: {all+}',
    ],
    [under('none', 'x'), 'NotFoundException: Invalid Resource identifier specified'],
    [['DeleteResource', { restApiId, resourceId: root }], 'BadRequestException: Root resource cannot be deleted'],
    [
      ['PutMethod', { ...on(root, 'GET'), authorizationType: 'NONE' }],
      'ConflictException: Method already exists for this resource',
    ],
    [
      ['PutMethod', { ...on(id, 'GET'), authorizationType: 'AWS_IAM' }],
      'BadRequestException: authorizationType AWS_IAM: not carried out by the local cloud; leave it out to run the API locally',
    ],
    [['PutIntegration', { ...on(id, 'GET'), type: 'MOCK' }], 'NotFoundException: Invalid Method identifier specified'],
    [
      ['PutIntegrationResponse', { ...on(root, 'GET'), statusCode: '200' }],
      'NotFoundException: Invalid Integration identifier specified',
    ],
    [['CreateDeployment', { restApiId }], 'BadRequestException: No integration defined for method'],
  ]
  for (const [[operation, input], expected] of rows) expect(await answer(operation, input)).toBe(expected)
  expect(
    await answer('PutIntegration', { ...on(root, 'GET'), type: 'HTTP_PROXY', uri: 'https://example.org' }),
  ).toMatch(/^BadRequestException: integration type HTTP_PROXY .*not carried out/)
})
