// Which calls a stage makes.

import { updated } from '../../../../../tests/support/cloudformation/noting-hands.ts'

test('the settings of a stage become patch operations', async () => {
  const before = {
    RestApiId: 'api',
    StageName: 'beta',
    DeploymentId: 'one',
    Variables: { gone: '1' },
    MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 10 }],
  }
  const after = {
    ...before,
    DeploymentId: 'two',
    Variables: { here: '2' },
    AccessLogSetting: { DestinationArn: 'arn', Format: '$context.requestId' },
    MethodSettings: [{ ResourcePath: '/a/b', HttpMethod: 'GET', ThrottlingBurstLimit: 5 }],
  }
  const [call] = await updated('AWS::ApiGateway::Stage', before, after, { physicalId: 'beta' })
  expect(call).toEqual([
    'apigateway:UpdateStage',
    {
      restApiId: 'api',
      stageName: 'beta',
      patchOperations: [
        { op: 'replace', path: '/deploymentId', value: 'two' },
        { op: 'replace', path: '/variables/here', value: '2' },
        { op: 'remove', path: '/variables/gone' },
        { op: 'replace', path: '/accessLogSettings/destinationArn', value: 'arn' },
        { op: 'replace', path: '/accessLogSettings/format', value: '$context.requestId' },
        { op: 'replace', path: '/~1a~1b/GET/throttling/burstLimit', value: '5' },
        { op: 'remove', path: '/*/*' },
      ],
    },
  ])
})
