// Lists in pages of a hundred, or of the Limit that was asked for.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html

import { ServiceError } from '../../core/errors.ts'
import type { PageRule } from '../../core/page-rule.ts'

export const RULE: Omit<PageRule, 'list'> = {
  token: 'NextToken',
  size: 'Limit',
  next: 'NextToken',
  usual: 100,
  max: 100,
  refusal: () => new ServiceError('ValidationException', 'The token is not valid.'),
}

export const LISTS: Readonly<Record<string, string>> = {
  ListRuleNamesByTarget: 'RuleNames',
  ListRules: 'Rules',
  ListTargetsByRule: 'Targets',
}
