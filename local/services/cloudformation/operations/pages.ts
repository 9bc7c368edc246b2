// Lists in pages of a hundred.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html

import type { PageRule } from '../../../core/page-rule.ts'
import { invalid } from '../source.ts'

export const RULE: Omit<PageRule, 'list'> = {
  token: 'NextToken',
  next: 'NextToken',
  usual: 100,
  max: 100,
  refusal: () => invalid('NextToken is not valid'),
}

export const LISTS: Readonly<Record<string, string>> = {
  DescribeChangeSet: 'Changes',
  DescribeStackEvents: 'StackEvents',
  DescribeStacks: 'Stacks',
  ListChangeSets: 'Summaries',
  ListExports: 'Exports',
  ListImports: 'Imports',
  ListStackResources: 'StackResourceSummaries',
  ListStacks: 'StackSummaries',
}
