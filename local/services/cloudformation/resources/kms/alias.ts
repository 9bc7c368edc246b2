// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html

import { text } from '../properties.ts'
import { carriedOut, createOnly, type ResourceType } from '../resource-type.ts'

export const keyAlias: ResourceType = {
  type: 'AWS::KMS::Alias',
  properties: {
    AliasName: createOnly('string'),
    TargetKeyId: carriedOut('string'),
  },
  required: ['AliasName', 'TargetKeyId'],
  attributes: [],
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const AliasName = text(properties, 'AliasName')
    const input = { AliasName, TargetKeyId: properties.TargetKeyId }
    return await hands.make('kms', 'CreateAlias', input, () => ({ physicalId: AliasName }))
  },
  update: async ({ physicalId }, properties, _, hands) => {
    await hands.call('kms', 'UpdateAlias', { AliasName: physicalId, TargetKeyId: properties.TargetKeyId })
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('kms', 'DeleteAlias', { AliasName: physicalId })
  },
}
