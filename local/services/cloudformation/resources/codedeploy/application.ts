// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codedeploy-application.html

import { tagList, text } from '../properties.ts'
import { createOnly, notCarriedOut, type ResourceType } from '../resource-type.ts'

export const application: ResourceType = {
  type: 'AWS::CodeDeploy::Application',
  properties: {
    ApplicationName: createOnly('string'),
    ComputePlatform: createOnly('only Lambda'),
    ...notCarriedOut('Tags'),
  },
  required: [],
  attributes: [],
  name: { property: 'ApplicationName', max: 100 },
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const applicationName = text(properties, 'ApplicationName')
    const input = {
      applicationName,
      computePlatform: properties.ComputePlatform,
      ...(properties.Tags !== undefined && { tags: tagList(properties.Tags) }),
    }
    return await hands.make('codedeploy', 'CreateApplication', input, () => ({ physicalId: applicationName }))
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('codedeploy', 'DeleteApplication', { applicationName: physicalId })
  },
}
