// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html

import { optionalText, same } from '../properties.ts'
import { carriedOut, type Hands, type Properties, type ResourceType } from '../resource-type.ts'

/** One setting of the whole account and Region: the last resource that is created or updated wins, and a deletion leaves it as it is. */
export const account: ResourceType = {
  type: 'AWS::ApiGateway::Account',
  properties: { CloudWatchRoleArn: carriedOut('string') },
  required: [],
  attributes: ['Id'],
  existing: { takenOver: 'every account has the setting' },
  create: async (properties, hands) => {
    const id = hands.newId()
    const made = { physicalId: id, attributes: { Id: id } }
    hands.made(made)
    if (properties.CloudWatchRoleArn !== undefined) await setRole(properties, hands)
    return made
  },
  update: async (resource, properties, previous, hands) => {
    if (!same(properties.CloudWatchRoleArn, previous.CloudWatchRoleArn)) await setRole(properties, hands)
    return resource
  },
  delete: async () => {},
}

const setRole = async (properties: Properties, hands: Hands): Promise<void> => {
  const value = optionalText(properties, 'CloudWatchRoleArn') ?? ''
  await hands.call('apigateway', 'UpdateAccount', {
    patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }],
  })
}
