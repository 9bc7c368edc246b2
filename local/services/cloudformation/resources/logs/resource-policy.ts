// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-resourcepolicy.html

import { isRecord } from '../../../../core/input/members.ts'
import { text } from '../properties.ts'
import { carriedOut, createOnly, type Hands, type Properties, type ResourceType } from '../resource-type.ts'

export const logsResourcePolicy: ResourceType = {
  type: 'AWS::Logs::ResourcePolicy',
  properties: {
    PolicyDocument: carriedOut('string'),
    PolicyName: createOnly('string'),
  },
  required: ['PolicyDocument', 'PolicyName'],
  attributes: [],
  existing: async ({ PolicyName }, hands) =>
    (await names(hands)).includes(PolicyName)
      ? `Resource of type 'AWS::Logs::ResourcePolicy' with identifier '${String(PolicyName)}' already exists.`
      : undefined,
  create: async (properties, hands) =>
    await hands.make('logs', 'PutResourcePolicy', inputOf(properties), () => ({
      physicalId: text(properties, 'PolicyName'),
    })),
  update: async ({ physicalId }, properties, _, hands) => {
    await hands.call('logs', 'PutResourcePolicy', inputOf(properties))
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('logs', 'DeleteResourcePolicy', { policyName: physicalId })
  },
}

const inputOf = ({ PolicyName, PolicyDocument }: Properties) => ({
  policyName: PolicyName,
  policyDocument: PolicyDocument,
})

/** An account has ten policies at most, and a page fifty. */
const names = async (hands: Hands): Promise<readonly unknown[]> => {
  const { resourcePolicies } = await hands.call('logs', 'DescribeResourcePolicies', {})
  const policies: readonly unknown[] = Array.isArray(resourcePolicies) ? resourcePolicies : []
  return policies.map(policy => (isRecord(policy) ? policy.policyName : undefined))
}
