// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html

import { unknownAwsPolicy } from '../../../../policy/aws-managed-policies.ts'
import { json, removedKeys, same, structures, tagList, text, texts, unlessGone } from '../properties.ts'
import { carriedOut, createOnly, type Hands, type Properties, type ResourceType, TAG_LIST } from '../resource-type.ts'

export const role: ResourceType = {
  type: 'AWS::IAM::Role',
  properties: {
    AssumeRolePolicyDocument: carriedOut('json'),
    Description: carriedOut('string'),
    ManagedPolicyArns: carriedOut(['string']),
    MaxSessionDuration: carriedOut('integer'),
    Path: createOnly('string'),
    PermissionsBoundary: carriedOut('string'),
    Policies: carriedOut([{ PolicyDocument: 'json', PolicyName: 'string' }]),
    RoleName: createOnly('string'),
    Tags: carriedOut(TAG_LIST),
  },
  required: ['AssumeRolePolicyDocument'],
  attributes: ['Arn', 'RoleId'],
  name: { property: 'RoleName', max: 64 },
  refused: ({ ManagedPolicyArns, PermissionsBoundary }) =>
    [...texts(ManagedPolicyArns), ...texts([PermissionsBoundary ?? ''])].flatMap(arn => unknownAwsPolicy(arn) ?? []),
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const RoleName = text(properties, 'RoleName')
    const made = await hands.make<{ readonly Role: { readonly Arn: string; readonly RoleId: string } }>(
      'iam',
      'CreateRole',
      {
        RoleName,
        AssumeRolePolicyDocument: json(properties.AssumeRolePolicyDocument),
        Path: properties.Path,
        Description: properties.Description,
        MaxSessionDuration: properties.MaxSessionDuration,
        PermissionsBoundary: properties.PermissionsBoundary,
        ...(properties.Tags !== undefined && { Tags: tagList(properties.Tags) }),
      },
      ({ Role }) => ({ physicalId: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } }),
    )
    await attach(RoleName, properties, {}, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const RoleName = physicalId
    if (!same(properties.AssumeRolePolicyDocument, previous.AssumeRolePolicyDocument))
      await hands.call('iam', 'UpdateAssumeRolePolicy', {
        RoleName,
        PolicyDocument: json(properties.AssumeRolePolicyDocument),
      })
    if (
      !same(properties.Description, previous.Description) ||
      !same(properties.MaxSessionDuration, previous.MaxSessionDuration)
    )
      await hands.call('iam', 'UpdateRole', {
        RoleName,
        Description: properties.Description ?? '',
        MaxSessionDuration: properties.MaxSessionDuration,
      })
    await bound(RoleName, properties, previous, hands)
    await attach(RoleName, properties, previous, hands)
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('iam', 'UntagRole', { RoleName, TagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('iam', 'TagRole', { RoleName, Tags: tagList(properties.Tags) })
    return { physicalId }
  },
  delete: async ({ physicalId }, properties, hands) => {
    const RoleName = physicalId
    for (const PolicyArn of texts(properties.ManagedPolicyArns))
      await unlessGone(hands.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }))
    for (const PolicyName of policyNames(properties))
      await unlessGone(hands.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }))
    await hands.unmake('iam', 'DeleteRole', { RoleName })
  },
}

const policyNames = (properties: Properties): readonly string[] =>
  structures(properties.Policies).map(policy => text(policy, 'PolicyName'))

const bound = async (RoleName: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  if (same(next.PermissionsBoundary, previous.PermissionsBoundary)) return
  if (next.PermissionsBoundary === undefined) await hands.call('iam', 'DeleteRolePermissionsBoundary', { RoleName })
  else
    await hands.call('iam', 'PutRolePermissionsBoundary', {
      RoleName,
      PermissionsBoundary: next.PermissionsBoundary,
    })
}

const attach = async (RoleName: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  const attached = texts(previous.ManagedPolicyArns)
  const wanted = texts(next.ManagedPolicyArns)
  for (const PolicyArn of wanted.filter(arn => !attached.includes(arn)))
    await hands.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn })
  for (const policy of structures(next.Policies)) {
    const PolicyName = text(policy, 'PolicyName')
    const before = structures(previous.Policies).find(other => other.PolicyName === PolicyName)
    if (same(before?.PolicyDocument, policy.PolicyDocument)) continue
    await hands.call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: json(policy.PolicyDocument) })
  }
  for (const PolicyArn of attached.filter(arn => !wanted.includes(arn)))
    await unlessGone(hands.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }))
  const names = policyNames(next)
  for (const PolicyName of policyNames(previous).filter(name => !names.includes(name)))
    await unlessGone(hands.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }))
}
