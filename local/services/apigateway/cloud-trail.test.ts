// Each call that changes something is one event: the record of it, and the change of the same name.

import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import type { ServiceEvent } from '../../core/event.ts'
import { apigateway } from './index.ts'

let test_: TestRuntime
let heard: ServiceEvent[]

beforeEach(() => {
  test_ = testRuntime([apigateway])
  heard = []
  test_.runtime.subscribe(event => heard.push(event))
})
afterEach(() => test_.close())

const body = JSON.stringify({ openapi: '3.0.1', info: { title: 'clock' } })
const tags = { Team: 'clock' }
const ARN = 'arn:aws:apigateway:us-east-1::'

test('calls for REST APIs', async () => {
  const { id } = await test_.call('ImportRestApi', { body })
  await test_.call('TagResource', { resourceArn: `${ARN}/restapis/${id}`, tags })
  await test_.call('UntagResource', { resourceArn: `${ARN}/restapis/${id}`, tagKeys: ['Team'] })
  await test_.call('PutRestApi', { restApiId: id, body })
  expect(heard).toMatchObject([
    { kept: { name: 'ImportRestApi' }, detail: { eventName: 'ImportRestApi', requestParameters: null } },
    { kept: { name: 'TagResource' }, detail: { eventName: 'TagResource', requestParameters: { tags } } },
    { kept: { name: 'UntagResource' }, detail: { eventName: 'UntagResource' } },
    { kept: { name: 'PutRestApi' }, detail: { eventName: 'PutRestApi', requestParameters: { restApiId: id } } },
  ])
  expect(await test_.call('GetTags', { resourceArn: `${ARN}/restapis/${id}` })).toEqual({ tags: {} })
})

test('calls for HTTP APIs, whose names have no prefix on record', async () => {
  const { apiId } = await test_.call('ImportApi', { Body: body })
  await test_.call('v2.CreateStage', { ApiId: apiId, StageName: 'test' })
  await test_.call('v2.TagResource', { ResourceArn: `${ARN}/apis/${apiId}/stages/test`, Tags: tags })
  await test_.call('ReimportApi', { ApiId: apiId, Body: body })
  expect(heard).toMatchObject([
    { kept: { name: 'ImportApi' }, detail: { eventName: 'ImportApi', requestParameters: null } },
    { kept: { name: 'v2.CreateStage' }, detail: { eventName: 'CreateStage', requestParameters: { apiId } } },
    { kept: { name: 'v2.TagResource' }, detail: { eventName: 'TagResource', requestParameters: { tags } } },
    { kept: { name: 'ReimportApi' }, detail: { eventName: 'ReimportApi', requestParameters: { apiId } } },
  ])
  expect(await test_.call('v2.GetTags', { ResourceArn: `${ARN}/apis/${apiId}/stages/test` })).toEqual({ tags })
})

test('an access log without a format has empty lines, and without a destination there is none', async () => {
  const { apiId } = await test_.call('ImportApi', { Body: body })
  const created = (StageName: string, AccessLogSettings: Readonly<Record<string, string>>) =>
    test_.call('v2.CreateStage', { ApiId: apiId, StageName, AccessLogSettings })
  const destinationArn = 'arn:aws:logs:us-east-1:000000000000:log-group:a'
  expect((await created('a', { DestinationArn: destinationArn })).accessLogSettings).toEqual({
    destinationArn,
    format: '',
  })
  expect((await created('b', { Format: '$context.requestId' })).accessLogSettings).toBeUndefined()
})
