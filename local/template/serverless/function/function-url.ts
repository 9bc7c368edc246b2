// FunctionUrlConfig: an address of the function's own.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionurlconfig.html

import { isMap } from '../../template.ts'
import { isIntrinsic, ref } from '../intrinsics.ts'
import { ResourceProblem } from '../problem.ts'
import { type Made, made, mapProperty, passedOn, type ServerlessResource } from '../resource.ts'

const CORS = ['AllowOrigins', 'AllowMethods', 'AllowCredentials', 'AllowHeaders', 'ExposeHeaders', 'MaxAge']

export const functionUrl = (resource: ServerlessResource, aliasId: string | undefined): readonly Made[] => {
  const config = mapProperty(resource, 'FunctionUrlConfig')
  if (!config) return []
  const { logicalId, declaration } = resource
  const { AuthType, Cors, InvokeMode } = config
  if (!isIntrinsic(AuthType) && AuthType !== 'AWS_IAM' && AuthType !== 'NONE')
    throw new ResourceProblem(
      logicalId,
      'AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.',
    )
  const unknown = isMap(Cors) && !isIntrinsic(Cors) ? Object.keys(Cors).find(name => !CORS.includes(name)) : undefined
  if (unknown !== undefined)
    throw new ResourceProblem(logicalId, `${unknown} is not a valid property for configuring Cors.`)
  const attributes = passedOn(declaration)
  const target = ref(aliasId ?? logicalId)
  const url = made(`${logicalId}Url`, 'AWS::Lambda::Url', attributes, {
    Cors: Cors || undefined,
    AuthType,
    TargetFunctionArn: target,
    InvokeMode,
  })
  if (AuthType !== 'NONE') return [url]
  const everybody = (suffix: string, properties: Parameters<typeof made>[3]): Made =>
    made(`${logicalId}${suffix}`, 'AWS::Lambda::Permission', attributes, {
      FunctionName: target,
      Principal: '*',
      ...properties,
    })
  return [
    url,
    everybody('UrlPublicPermissions', { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: AuthType }),
    everybody('URLInvokeAllowPublicAccess', { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
  ]
}
