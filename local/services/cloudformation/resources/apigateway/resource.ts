// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html

import { createOnly, type ResourceType } from '../resource-type.ts'

export const apiResource: ResourceType = {
  type: 'AWS::ApiGateway::Resource',
  properties: {
    ParentId: createOnly('string'),
    PathPart: createOnly('string'),
    RestApiId: createOnly('string'),
  },
  required: ['ParentId', 'PathPart', 'RestApiId'],
  attributes: ['ResourceId'],
  existing: 'refused as it is made',
  create: async ({ RestApiId, ParentId, PathPart }, hands) => {
    const input = { restApiId: RestApiId, parentId: ParentId, pathPart: PathPart }
    return await hands.make<{ readonly id: string }>('apigateway', 'CreateResource', input, ({ id }) => ({
      physicalId: id,
      attributes: { ResourceId: id },
    }))
  },
  delete: async ({ physicalId }, { RestApiId }, hands) => {
    await hands.unmake('apigateway', 'DeleteResource', { restApiId: RestApiId, resourceId: physicalId })
  },
}
