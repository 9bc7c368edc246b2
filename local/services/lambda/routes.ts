// Where the operations of the Lambda API live.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html

import type { Route } from '../../core/wire.ts'

const FUNCTIONS = '/2015-03-31/functions'
const FUNCTION = `${FUNCTIONS}/{FunctionName}`
const EVENT_INVOKE = '/2019-09-25/functions/{FunctionName}/event-invoke-config'
const CONCURRENCY = '/2017-10-31/functions/{FunctionName}/concurrency'
const TAGS = '/2017-03-31/tags/{Resource+}'

export const routes: Readonly<Record<string, Route>> = {
  CreateFunction: { method: 'POST', path: FUNCTIONS, status: 201 },
  ListFunctions: { method: 'GET', path: FUNCTIONS },
  GetFunction: { method: 'GET', path: FUNCTION },
  DeleteFunction: { method: 'DELETE', path: FUNCTION, output: { status: 'StatusCode' } },
  GetFunctionConfiguration: { method: 'GET', path: `${FUNCTION}/configuration` },
  UpdateFunctionConfiguration: { method: 'PUT', path: `${FUNCTION}/configuration` },
  UpdateFunctionCode: { method: 'PUT', path: `${FUNCTION}/code` },
  PublishVersion: { method: 'POST', path: `${FUNCTION}/versions`, status: 201 },
  ListVersionsByFunction: { method: 'GET', path: `${FUNCTION}/versions` },
  CreateAlias: { method: 'POST', path: `${FUNCTION}/aliases`, status: 201 },
  ListAliases: { method: 'GET', path: `${FUNCTION}/aliases` },
  GetAlias: { method: 'GET', path: `${FUNCTION}/aliases/{Name}` },
  UpdateAlias: { method: 'PUT', path: `${FUNCTION}/aliases/{Name}` },
  DeleteAlias: { method: 'DELETE', path: `${FUNCTION}/aliases/{Name}`, status: 204 },
  AddPermission: { method: 'POST', path: `${FUNCTION}/policy`, status: 201 },
  GetPolicy: { method: 'GET', path: `${FUNCTION}/policy` },
  RemovePermission: { method: 'DELETE', path: `${FUNCTION}/policy/{StatementId}`, status: 204 },
  Invoke: {
    method: 'POST',
    path: `${FUNCTION}/invocations`,
    headers: {
      'X-Amz-Invocation-Type': 'InvocationType',
      'X-Amz-Log-Type': 'LogType',
      'X-Amz-Client-Context': 'ClientContext',
      'X-Amz-Durable-Execution-Name': 'DurableExecutionName',
      'X-Amz-Tenant-Id': 'TenantId',
    },
    payload: 'Payload',
    output: {
      status: 'StatusCode',
      payload: 'Payload',
      headers: {
        'X-Amz-Function-Error': 'FunctionError',
        'X-Amz-Log-Result': 'LogResult',
        'X-Amz-Executed-Version': 'ExecutedVersion',
      },
    },
  },
  PutFunctionEventInvokeConfig: { method: 'PUT', path: EVENT_INVOKE },
  UpdateFunctionEventInvokeConfig: { method: 'POST', path: EVENT_INVOKE },
  GetFunctionEventInvokeConfig: { method: 'GET', path: EVENT_INVOKE },
  DeleteFunctionEventInvokeConfig: { method: 'DELETE', path: EVENT_INVOKE, status: 204 },
  ListFunctionEventInvokeConfigs: { method: 'GET', path: `${EVENT_INVOKE}/list` },
  PutFunctionConcurrency: { method: 'PUT', path: CONCURRENCY },
  DeleteFunctionConcurrency: { method: 'DELETE', path: CONCURRENCY, status: 204 },
  GetFunctionConcurrency: { method: 'GET', path: '/2019-09-30/functions/{FunctionName}/concurrency' },
  GetAccountSettings: { method: 'GET', path: '/2016-08-19/account-settings' },
  TagResource: { method: 'POST', path: TAGS, status: 204 },
  UntagResource: { method: 'DELETE', path: TAGS, status: 204, query: { tagKeys: 'TagKeys[]' } },
  ListTags: { method: 'GET', path: TAGS },
}
