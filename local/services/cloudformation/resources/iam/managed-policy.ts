// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html

import { json, pick, same, text, texts, unlessGone } from '../properties.ts'
import { carriedOut, createOnly, type Hands, type Properties, type ResourceType, refused } from '../resource-type.ts'

export const managedPolicy: ResourceType = {
  type: 'AWS::IAM::ManagedPolicy',
  properties: {
    Description: createOnly('string'),
    ManagedPolicyName: createOnly('string'),
    Path: createOnly('string'),
    PolicyDocument: carriedOut('json'),
    Roles: carriedOut(['string']),
    Users: carriedOut(['string']),
    ...refused('Groups'),
  },
  required: ['PolicyDocument'],
  attributes: ['PolicyArn', 'PolicyId', 'DefaultVersionId'],
  name: { property: 'ManagedPolicyName', max: 128 },
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const input = {
      PolicyName: text(properties, 'ManagedPolicyName'),
      PolicyDocument: json(properties.PolicyDocument),
      ...pick(properties, ['Path', 'Description']),
    }
    const made = await hands.make<Created>('iam', 'CreatePolicy', input, ({ Policy }) => {
      const { Arn, PolicyId, DefaultVersionId } = Policy
      return { physicalId: Arn, attributes: { PolicyArn: Arn, PolicyId, DefaultVersionId } }
    })
    await attach(made.physicalId, properties, {}, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    if (!same(properties.PolicyDocument, previous.PolicyDocument)) await newVersion(physicalId, properties, hands)
    await attach(physicalId, properties, previous, hands)
    return { physicalId }
  },
  delete: async ({ physicalId }, properties, hands) => {
    await attach(physicalId, {}, properties, hands)
    for (const { VersionId, IsDefaultVersion } of await versionsOf(physicalId, hands))
      if (!IsDefaultVersion)
        await unlessGone(hands.call('iam', 'DeletePolicyVersion', { PolicyArn: physicalId, VersionId }))
    await hands.unmake('iam', 'DeletePolicy', { PolicyArn: physicalId })
  },
}

interface PolicyVersion {
  readonly VersionId: string
  readonly IsDefaultVersion: boolean
}

const versionsOf = async (PolicyArn: string, hands: Hands): Promise<readonly PolicyVersion[]> => {
  const { Versions } = await hands.call<{ readonly Versions: readonly PolicyVersion[] }>('iam', 'ListPolicyVersions', {
    PolicyArn,
  })
  return Versions
}

/** IAM keeps five versions: the oldest makes room. */
const newVersion = async (PolicyArn: string, properties: Properties, hands: Hands): Promise<void> => {
  const versions = await versionsOf(PolicyArn, hands)
  const number = ({ VersionId }: PolicyVersion): number => Number(VersionId.slice(1))
  const [oldest] = versions.filter(version => !version.IsDefaultVersion).sort((a, b) => number(a) - number(b))
  if (versions.length >= 5 && oldest)
    await hands.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: oldest.VersionId })
  await hands.call('iam', 'CreatePolicyVersion', {
    PolicyArn,
    PolicyDocument: json(properties.PolicyDocument),
    SetAsDefault: true,
  })
}

const attach = async (PolicyArn: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  for (const kind of ['Role', 'User']) {
    const wanted = texts(next[`${kind}s`])
    const attached = texts(previous[`${kind}s`])
    for (const name of wanted.filter(name => !attached.includes(name)))
      await hands.call('iam', `Attach${kind}Policy`, { [`${kind}Name`]: name, PolicyArn })
    for (const name of attached.filter(name => !wanted.includes(name)))
      await unlessGone(hands.call('iam', `Detach${kind}Policy`, { [`${kind}Name`]: name, PolicyArn }))
  }
}

interface Created {
  readonly Policy: { readonly Arn: string; readonly PolicyId: string; readonly DefaultVersionId: string }
}
