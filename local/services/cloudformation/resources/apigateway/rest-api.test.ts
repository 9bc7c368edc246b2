// Where the name of an API comes from.

import { created } from '../../../../../tests/support/cloudformation/noting-hands.ts'

const TYPE = 'AWS::ApiGateway::RestApi'
const Body = { openapi: '3.0.1', info: { title: 'time' } }
const BodyS3Location = { Bucket: 'b', Key: 'k' }
const answers = { GetObject: { Body: [Buffer.from(JSON.stringify(Body))] } }

test.each([
  ['the template', { Name: 'named', Body, BodyS3Location }, ['CreateRestApi', 'PutRestApi'], 'named'],
  ['the definition in the template', { Body }, ['CreateRestApi', 'PutRestApi'], 'time'],
  ['the definition in S3', { BodyS3Location }, ['GetObject', 'ImportRestApi'], undefined],
])('%s names it', async (_, properties, operations, name) => {
  const { calls } = await created(TYPE, properties, answers)
  expect(calls.map(([operation]) => operation.split(':')[1])).toEqual(operations)
  expect(calls.map(([, input]) => input.name)).toContain(name)
})
