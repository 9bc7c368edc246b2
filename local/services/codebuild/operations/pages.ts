// Lists in pages of a hundred.
// https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListReportGroups.html

import { ServiceError } from '../../../core/errors.ts'
import type { PageRule } from '../../../core/page-rule.ts'
import { inPages } from '../../../core/pages.ts'
import type { Operation } from '../../../core/service.ts'
import type { CodeBuildState } from '../state.ts'

const RULE: Omit<PageRule, 'list'> = {
  token: 'nextToken',
  next: 'nextToken',
  usual: 100,
  max: 100,
  refusal: () => new ServiceError('InvalidInputException', 'Invalid next token'),
}

type Operations = Readonly<Record<string, Operation<CodeBuildState>>>

export const listsInPages = (operations: Operations): Operations =>
  inPages(
    inPages(operations, { ListBuilds: 'ids', ListBuildsForProject: 'ids', ListProjects: 'projects' }, RULE),
    {
      DescribeCodeCoverages: 'codeCoverages',
      DescribeTestCases: 'testCases',
      ListReportGroups: 'reportGroups',
      ListReportsForReportGroup: 'reports',
    },
    { ...RULE, size: 'maxResults' },
  )
