// An inline policy of roles and users.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html

import { physicalName } from '../../names.ts'
import { alreadyExists, isThere, json, text, texts, unlessGone } from '../properties.ts'
import { carriedOut, type Hands, type Properties, type ResourceType, refused } from '../resource-type.ts'

export const policy: ResourceType = {
  type: 'AWS::IAM::Policy',
  properties: {
    PolicyDocument: carriedOut('json'),
    PolicyName: carriedOut('string'),
    Roles: carriedOut(['string']),
    Users: carriedOut(['string']),
    ...refused('Groups'),
  },
  required: ['PolicyDocument', 'PolicyName'],
  attributes: [],
  // Unverified: the words.
  existing: async (properties, hands) => {
    for (const { kind, input, key } of holders(properties))
      if (await isThere(hands.call('iam', `Get${kind}Policy`, input))) return alreadyExists('AWS::IAM::Policy', key)
    return undefined
  },
  create: async (properties, hands) => {
    const physicalId = physicalName({ property: '', max: 128 }, hands.stackName, hands.logicalId, hands.newId())
    const made = { physicalId }
    hands.made(made)
    await put(properties, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    await put(properties, hands)
    const kept = new Set(holders(properties).map(holder => holder.key))
    await remove(
      holders(previous).filter(holder => !kept.has(holder.key)),
      hands,
    )
    return { physicalId }
  },
  delete: async (_, properties, hands) => remove(holders(properties), hands),
}

interface Holder {
  readonly kind: 'Role' | 'User'
  readonly input: Readonly<Record<string, string>>
  readonly key: string
}

/** Everybody who has the policy, with the input that names the two. */
const holders = (properties: Properties): readonly Holder[] => {
  const PolicyName = text(properties, 'PolicyName')
  return (['Role', 'User'] as const).flatMap(kind =>
    texts(properties[`${kind}s`]).map(name => ({
      kind,
      input: { [`${kind}Name`]: name, PolicyName },
      key: `${kind} ${name} ${PolicyName}`,
    })),
  )
}

const put = async (properties: Properties, hands: Hands): Promise<void> => {
  const PolicyDocument = json(properties.PolicyDocument)
  for (const { kind, input } of holders(properties))
    await hands.call('iam', `Put${kind}Policy`, { ...input, PolicyDocument })
}

const remove = async (gone: readonly Holder[], hands: Hands): Promise<void> => {
  for (const { kind, input } of gone) await unlessGone(hands.call('iam', `Delete${kind}Policy`, input))
}
