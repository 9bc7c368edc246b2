// IAM's lists in pages.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html

import { ServiceError } from '../../core/errors.ts'
import type { PageRule } from '../../core/page-rule.ts'

export const RULE: Omit<PageRule, 'list'> = {
  token: 'Marker',
  size: 'MaxItems',
  next: 'Marker',
  more: 'IsTruncated',
  usual: 100,
  max: 1000,
  refusal: () => new ServiceError('ValidationError', 'Invalid Marker.'),
}

export const LISTS: Readonly<Record<string, string>> = {
  ListAccessKeys: 'AccessKeyMetadata',
  ListAttachedRolePolicies: 'AttachedPolicies',
  ListAttachedUserPolicies: 'AttachedPolicies',
  ListPolicies: 'Policies',
  ListPolicyVersions: 'Versions',
  ListRolePolicies: 'PolicyNames',
  ListRoles: 'Roles',
  ListRoleTags: 'Tags',
  ListUserPolicies: 'PolicyNames',
  ListUsers: 'Users',
  ListUserTags: 'Tags',
}
