// Groups and streams in pages of fifty, events in pages of ten thousand. GetLogEvents goes both ways, with tokens of its own.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html

import type { PageRule } from '../../core/page-rule.ts'
import { inPages } from '../../core/pages.ts'
import type { Operation } from '../../core/service.ts'
import { invalid } from './names.ts'
import type { LogsState } from './state.ts'

const rule = (max: number): Omit<PageRule, 'list'> => ({
  token: 'nextToken',
  size: 'limit',
  next: 'nextToken',
  usual: max,
  max,
  refusal: () => invalid('The specified nextToken is invalid.'),
})

type Operations = Readonly<Record<string, Operation<LogsState>>>

export const listsInPages = (operations: Operations): Operations =>
  inPages(
    inPages(
      operations,
      {
        DescribeLogGroups: 'logGroups',
        DescribeLogStreams: 'logStreams',
        DescribeResourcePolicies: 'resourcePolicies',
      },
      rule(50),
    ),
    { FilterLogEvents: 'events' },
    rule(10_000),
  )
