// Condition keys that Lambda sets.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html

import type { ConditionContext } from '../../core/policy.ts'

/** Tags that the request carries. */
export const tagContext = (tags: Readonly<Record<string, string>>): ConditionContext => {
  const keys = Object.keys(tags)
  if (keys.length === 0) return {}
  return {
    'aws:TagKeys': keys,
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  }
}
