// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html

import type { Value } from '../../../../template/template.ts'
import { camelCase, removedKeys, same, structure, tagMap, text } from '../properties.ts'
import { carriedOut, createOnly, notCarriedOut, type Properties, type ResourceType } from '../resource-type.ts'

const ROUTE_SETTINGS = {
  DataTraceEnabled: 'not carried out',
  DetailedMetricsEnabled: 'not carried out',
  LoggingLevel: 'not carried out',
  ThrottlingBurstLimit: 'integer',
  ThrottlingRateLimit: 'number',
} as const

export const httpStage: ResourceType = {
  type: 'AWS::ApiGatewayV2::Stage',
  properties: {
    AccessLogSettings: carriedOut({ DestinationArn: 'string', Format: 'string' }),
    ApiId: createOnly('string'),
    AutoDeploy: carriedOut('boolean'),
    DefaultRouteSettings: carriedOut(ROUTE_SETTINGS),
    DeploymentId: carriedOut('string'),
    Description: carriedOut('string'),
    RouteSettings: carriedOut({ '*': ROUTE_SETTINGS }),
    StageName: createOnly('string'),
    StageVariables: carriedOut({ '*': 'string' }),
    Tags: carriedOut({ '*': 'string' }),
    ...notCarriedOut('ClientCertificateId'),
  },
  required: ['StageName', 'ApiId'],
  attributes: ['Id'],
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const stageName = text(properties, 'StageName')
    const input = {
      ...settings(properties),
      ...(properties.Tags !== undefined && { tags: tagMap(properties.Tags) }),
    }
    const made = { physicalId: stageName, attributes: { Id: stageName } }
    return await hands.make('apigateway', 'v2.CreateStage', input, () => made)
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    if (!same(settings(properties), settings(previous)))
      await hands.call('apigateway', 'v2.UpdateStage', { ...withDefaults(previous), ...settings(properties) })
    const resourceArn = `arn:aws:apigateway:${hands.region}::/apis/${text(properties, 'ApiId')}/stages/${physicalId}`
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('apigateway', 'v2.UntagResource', { resourceArn, tagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('apigateway', 'v2.TagResource', { resourceArn, tags: tagMap(properties.Tags) })
    return { physicalId }
  },
  delete: async ({ physicalId }, properties, hands) => {
    await hands.unmake('apigateway', 'v2.DeleteStage', { apiId: properties.ApiId, stageName: physicalId })
  },
}

/** Route keys and names of variables stay as they are. */
const settings = ({ Tags, RouteSettings, StageVariables, ...rest }: Properties): Readonly<Record<string, Value>> => ({
  ...structure(camelCase(rest)),
  ...(StageVariables !== undefined && { stageVariables: StageVariables }),
  ...(RouteSettings !== undefined && {
    routeSettings: Object.fromEntries(
      Object.entries(structure(RouteSettings)).map(([route, value]) => [route, camelCase(value)]),
    ),
  }),
})

/** What a property that is gone goes back to. */
const withDefaults = (previous: Properties): Readonly<Record<string, Value>> => ({
  ...(previous.Description !== undefined && { description: '' }),
  ...(previous.AutoDeploy !== undefined && { autoDeploy: false }),
  ...(previous.StageVariables !== undefined && { stageVariables: {} }),
  ...(previous.RouteSettings !== undefined && { routeSettings: {} }),
  ...(previous.DefaultRouteSettings !== undefined && { defaultRouteSettings: {} }),
})
