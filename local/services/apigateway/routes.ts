// Where the operations live. REST APIs and HTTP APIs (v2) sign with the same name and share names of operations.
// https://docs.aws.amazon.com/apigateway/latest/api/ and https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/

import type { Route } from '../../core/wire.ts'

const REST = '/restapis/{restApiId}'
const DEPLOYMENT = `${REST}/deployments/{deploymentId}`
const STAGE = `${REST}/stages/{stageName}`
const RESOURCE = `${REST}/resources/{resourceId}`
const METHOD = `${RESOURCE}/methods/{httpMethod}`
const TAGS = '/tags/{resourceArn+}'
const HTTP = '/v2/apis/{apiId}'
const HTTP_STAGE = `${HTTP}/stages/{stageName}`
const HTTP_TAGS = '/v2/tags/{resourceArn+}'

export const routes: Readonly<Record<string, Route>> = {
  CreateRestApi: { method: 'POST', path: '/restapis', status: 201 },
  ImportRestApi: { method: 'POST', path: '/restapis?mode=import', status: 201, payload: 'body' },
  PutRestApi: { method: 'PUT', path: REST, payload: 'body' },
  GetRestApi: { method: 'GET', path: REST },
  GetRestApis: { method: 'GET', path: '/restapis' },
  UpdateRestApi: { method: 'PATCH', path: REST },
  DeleteRestApi: { method: 'DELETE', path: REST, status: 202 },
  GetResources: { method: 'GET', path: `${REST}/resources` },
  CreateResource: { method: 'POST', path: `${REST}/resources/{parentId}`, status: 201 },
  GetResource: { method: 'GET', path: RESOURCE },
  DeleteResource: { method: 'DELETE', path: RESOURCE, status: 202 },
  PutMethod: { method: 'PUT', path: METHOD, status: 201 },
  GetMethod: { method: 'GET', path: METHOD },
  DeleteMethod: { method: 'DELETE', path: METHOD, status: 204 },
  PutIntegration: {
    method: 'PUT',
    path: `${METHOD}/integration`,
    status: 201,
    // In the body, the verb that the integration is called with has the name that the method's has in the path.
    body: { httpMethod: 'integrationHttpMethod' },
  },
  GetIntegration: { method: 'GET', path: `${METHOD}/integration` },
  DeleteIntegration: { method: 'DELETE', path: `${METHOD}/integration`, status: 204 },
  PutMethodResponse: { method: 'PUT', path: `${METHOD}/responses/{statusCode}`, status: 201 },
  PutIntegrationResponse: { method: 'PUT', path: `${METHOD}/integration/responses/{statusCode}`, status: 201 },
  CreateDeployment: { method: 'POST', path: `${REST}/deployments`, status: 201 },
  GetDeployment: { method: 'GET', path: DEPLOYMENT },
  GetDeployments: { method: 'GET', path: `${REST}/deployments` },
  UpdateDeployment: { method: 'PATCH', path: DEPLOYMENT },
  DeleteDeployment: { method: 'DELETE', path: DEPLOYMENT, status: 202 },
  CreateStage: { method: 'POST', path: `${REST}/stages`, status: 201 },
  GetStage: { method: 'GET', path: STAGE },
  GetStages: { method: 'GET', path: `${REST}/stages` },
  UpdateStage: { method: 'PATCH', path: STAGE },
  DeleteStage: { method: 'DELETE', path: STAGE, status: 202 },
  TagResource: { method: 'PUT', path: TAGS, status: 204 },
  UntagResource: { method: 'DELETE', path: TAGS, status: 204, query: { tagKeys: 'tagKeys[]' } },
  GetTags: { method: 'GET', path: TAGS },
  GetAccount: { method: 'GET', path: '/account' },
  UpdateAccount: { method: 'PATCH', path: '/account' },
  CreateApi: { method: 'POST', path: '/v2/apis', status: 201 },
  ImportApi: { method: 'PUT', path: '/v2/apis', status: 201 },
  ReimportApi: { method: 'PUT', path: HTTP, status: 201 },
  GetApi: { method: 'GET', path: HTTP },
  GetApis: { method: 'GET', path: '/v2/apis' },
  UpdateApi: { method: 'PATCH', path: HTTP },
  DeleteApi: { method: 'DELETE', path: HTTP, status: 204 },
  'v2.CreateDeployment': { method: 'POST', path: `${HTTP}/deployments`, status: 201 },
  'v2.GetDeployments': { method: 'GET', path: `${HTTP}/deployments` },
  'v2.DeleteDeployment': { method: 'DELETE', path: `${HTTP}/deployments/{deploymentId}`, status: 204 },
  'v2.CreateStage': { method: 'POST', path: `${HTTP}/stages`, status: 201 },
  'v2.GetStage': { method: 'GET', path: HTTP_STAGE },
  'v2.GetStages': { method: 'GET', path: `${HTTP}/stages` },
  'v2.UpdateStage': { method: 'PATCH', path: HTTP_STAGE },
  'v2.DeleteStage': { method: 'DELETE', path: HTTP_STAGE, status: 204 },
  'v2.TagResource': { method: 'POST', path: HTTP_TAGS, status: 201 },
  'v2.UntagResource': { method: 'DELETE', path: HTTP_TAGS, status: 204, query: { tagKeys: 'tagKeys[]' } },
  'v2.GetTags': { method: 'GET', path: HTTP_TAGS },
}
