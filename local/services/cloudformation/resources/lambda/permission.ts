// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html

import { physicalName } from '../../names.ts'
import { pick, text } from '../properties.ts'
import { createOnly, type Properties, type ResourceType, refused } from '../resource-type.ts'
import { qualifierOf, unqualified } from './names.ts'

export const permission: ResourceType = {
  type: 'AWS::Lambda::Permission',
  properties: {
    Action: createOnly('string'),
    FunctionName: createOnly('string'),
    Principal: createOnly('string'),
    PrincipalOrgID: createOnly('string'),
    SourceAccount: createOnly('string'),
    SourceArn: createOnly('string'),
    ...refused('EventSourceToken', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl'),
  },
  required: ['FunctionName', 'Action', 'Principal'],
  attributes: ['Id'],
  existing: 'gets a new id',
  create: async (properties, hands) => {
    const StatementId = physicalName({ property: '', max: 100 }, hands.stackName, hands.logicalId, hands.newId())
    const input = {
      ...functionOf(properties),
      StatementId,
      ...pick(properties, ['Action', 'Principal', 'SourceArn', 'SourceAccount', 'PrincipalOrgID']),
    }
    const made = { physicalId: StatementId, attributes: { Id: StatementId } }
    return await hands.make('lambda', 'AddPermission', input, () => made)
  },
  delete: async ({ physicalId }, properties, hands) => {
    await hands.unmake('lambda', 'RemovePermission', { ...functionOf(properties), StatementId: physicalId })
  },
}

const functionOf = (properties: Properties) => {
  const given = text(properties, 'FunctionName')
  const qualifier = qualifierOf(given)
  return { FunctionName: unqualified(given), ...(qualifier !== undefined && { Qualifier: qualifier }) }
}
