// Lists in pages of a hundred.
// https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html

import type { PageRule } from '../../core/page-rule.ts'
import { invalidParameter } from './names.ts'

export const RULE: Omit<PageRule, 'list'> = {
  token: 'NextToken',
  next: 'NextToken',
  usual: 100,
  max: 100,
  refusal: () => invalidParameter('NextToken'),
}

export const LISTS: Readonly<Record<string, string>> = {
  ListSubscriptions: 'Subscriptions',
  ListSubscriptionsByTopic: 'Subscriptions',
  ListTopics: 'Topics',
}
