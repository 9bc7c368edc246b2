// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html

import { pick, removedKeys, same, tagList, text } from '../properties.ts'
import { carriedOut, createOnly, notCarriedOut, type Properties, type ResourceType } from '../resource-type.ts'

export const parameter: ResourceType = {
  type: 'AWS::SSM::Parameter',
  properties: {
    AllowedPattern: carriedOut('string'),
    DataType: carriedOut('only text'),
    Description: carriedOut('string'),
    Name: createOnly('string'),
    Tags: carriedOut({ '*': 'string' }),
    Tier: carriedOut('string'),
    Type: carriedOut('string'),
    Value: carriedOut('string'),
    ...notCarriedOut('Policies'),
  },
  required: ['Type', 'Value'],
  attributes: ['Type', 'Value'],
  name: { property: 'Name', max: 1011 },
  existing: 'refused as it is made',
  refused: ({ Type }) => (Type === 'SecureString' ? ['CloudFormation makes no parameters of type SecureString'] : []),
  create: async (properties, hands) => {
    const Name = text(properties, 'Name')
    const input = {
      ...inputOf(properties),
      ...(properties.Tags !== undefined && { Tags: tagList(properties.Tags) }),
    }
    return await hands.make('ssm', 'PutParameter', input, () => ({ physicalId: Name, attributes: shown(properties) }))
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    if (!same(inputOf(properties), inputOf(previous)))
      await hands.call('ssm', 'PutParameter', { ...inputOf(properties), Overwrite: true })
    const resource = { ResourceType: 'Parameter', ResourceId: physicalId }
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('ssm', 'RemoveTagsFromResource', { ...resource, TagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('ssm', 'AddTagsToResource', { ...resource, Tags: tagList(properties.Tags) })
    return { physicalId, attributes: shown(properties) }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('ssm', 'DeleteParameter', { Name: physicalId })
  },
}

const inputOf = (properties: Properties) =>
  pick(properties, ['Name', 'Type', 'Value', 'Description', 'AllowedPattern', 'DataType', 'Tier'])

const shown = (properties: Properties) => ({ Type: text(properties, 'Type'), Value: text(properties, 'Value') })
