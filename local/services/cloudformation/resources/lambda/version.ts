// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html

import { pick } from '../properties.ts'
import { createOnly, notCarriedOut, type ResourceType } from '../resource-type.ts'
import { qualifierOf, unqualified } from './names.ts'

export const version: ResourceType = {
  type: 'AWS::Lambda::Version',
  properties: {
    CodeSha256: createOnly('string'),
    Description: createOnly('string'),
    FunctionName: createOnly('string'),
    ...notCarriedOut('FunctionScalingConfig', 'ProvisionedConcurrencyConfig', 'RuntimePolicy'),
  },
  required: ['FunctionName'],
  attributes: ['FunctionArn', 'Version'],
  create: async (properties, hands) => {
    return await hands.make<{ readonly FunctionArn: string; readonly Version: string }>(
      'lambda',
      'PublishVersion',
      pick(properties, ['FunctionName', 'CodeSha256', 'Description']),
      ({ FunctionArn, Version }) => {
        const arn = qualifierOf(FunctionArn) === undefined ? `${FunctionArn}:${Version}` : FunctionArn
        return { physicalId: arn, attributes: { FunctionArn: arn, Version } }
      },
    )
  },
  delete: async ({ physicalId }, _, hands) => {
    const name = unqualified(physicalId)
    await hands.unmake('lambda', 'DeleteFunction', { FunctionName: name, Qualifier: qualifierOf(physicalId) })
  },
}
