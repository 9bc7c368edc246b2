// Which capabilities a caller must acknowledge for a template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html (Capabilities)

import { exists } from '../../template/graph.ts'
import type { Template } from '../../template/template.ts'

/** For each IAM type, the property that gives it a custom name. */
const IAM_TYPES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::RolePolicy': undefined,
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
}

export const requiredCapabilities = (
  template: Template,
  conditions: Readonly<Record<string, boolean>>,
  transforms: readonly string[],
): readonly string[] => {
  const iam = Object.values(template.Resources).filter(
    resource => resource.Type in IAM_TYPES && exists(resource, conditions),
  )
  const named = iam.some(({ Type, Properties }) => {
    const property = IAM_TYPES[Type]
    return property !== undefined && Properties?.[property] !== undefined
  })
  return [
    ...(named ? ['CAPABILITY_NAMED_IAM'] : iam.length > 0 ? ['CAPABILITY_IAM'] : []),
    ...(transforms.length > 0 ? ['CAPABILITY_AUTO_EXPAND'] : []),
  ]
}

/** The types that made the capabilities necessary, as GetTemplateSummary tells. */
export const capabilitiesReason = (template: Template): string | undefined => {
  const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))].filter(
    type => type in IAM_TYPES,
  )
  return types.length > 0 ? `The following resource(s) require capabilities: [${types.join(', ')}]` : undefined
}
