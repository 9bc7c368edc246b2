// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-rolepolicy.html

import { alreadyExists, isThere, json, pick, text } from '../properties.ts'
import { carriedOut, createOnly, type Properties, type ResourceType } from '../resource-type.ts'

const idOf = (properties: Properties): string => `${text(properties, 'PolicyName')}|${text(properties, 'RoleName')}`

export const rolePolicy: ResourceType = {
  type: 'AWS::IAM::RolePolicy',
  properties: {
    PolicyDocument: carriedOut('json'),
    PolicyName: createOnly('string'),
    RoleName: createOnly('string'),
  },
  required: ['PolicyName', 'RoleName'],
  attributes: [],
  existing: async (properties, hands) =>
    (await isThere(hands.call('iam', 'GetRolePolicy', pick(properties, ['RoleName', 'PolicyName']))))
      ? alreadyExists('AWS::IAM::RolePolicy', idOf(properties))
      : undefined,
  create: async (properties, hands) => {
    const input = {
      ...pick(properties, ['RoleName', 'PolicyName']),
      PolicyDocument: json(properties.PolicyDocument),
    }
    return await hands.make('iam', 'PutRolePolicy', input, () => ({ physicalId: idOf(properties) }))
  },
  update: async ({ physicalId }, properties, _, hands) => {
    await hands.call('iam', 'PutRolePolicy', {
      ...pick(properties, ['RoleName', 'PolicyName']),
      PolicyDocument: json(properties.PolicyDocument),
    })
    return { physicalId }
  },
  delete: async (_, properties, hands) => {
    await hands.unmake('iam', 'DeleteRolePolicy', pick(properties, ['RoleName', 'PolicyName']))
  },
}
