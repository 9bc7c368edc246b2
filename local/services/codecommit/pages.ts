// Lists in pages of a hundred.
// https://docs.aws.amazon.com/codecommit/latest/APIReference/API_ListRepositories.html

import { ServiceError } from '../../core/errors.ts'
import type { PageRule } from '../../core/page-rule.ts'
import { inPages, onePage } from '../../core/pages.ts'
import type { Operation } from '../../core/service.ts'
import type { CodeCommitState } from './state.ts'

const RULE: Omit<PageRule, 'list'> = {
  token: 'nextToken',
  next: 'nextToken',
  usual: 100,
  max: 100,
  refusal: () =>
    new ServiceError('InvalidContinuationTokenException', 'The specified continuation token is not valid.'),
}

/** A repository has fifty tags at most. */
export const taggedInOnePage = (whole: Operation<CodeCommitState>): Operation<CodeCommitState> =>
  onePage(
    {
      ...RULE,
      list: 'tags',
      // The model of ListTagsForResource declares no error for a token.
      refusal: () => new ServiceError('InvalidRepositoryNameException', 'The specified token is not valid.'),
    },
    whole,
  )

export const listsInPages = (
  operations: Readonly<Record<string, Operation<CodeCommitState>>>,
): Readonly<Record<string, Operation<CodeCommitState>>> =>
  inPages(operations, { ListBranches: 'branches', ListRepositories: 'repositories' }, RULE)
