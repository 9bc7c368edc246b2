// Lists in pages of a hundred, of pipelines in pages of a thousand.
// https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html

import { ServiceError } from '../../core/errors.ts'
import type { PageRule } from '../../core/page-rule.ts'
import { inPages } from '../../core/pages.ts'
import type { Operation } from '../../core/service.ts'
import type { CodePipelineState } from './state.ts'

const rule = (max: number): Omit<PageRule, 'list'> => ({
  token: 'nextToken',
  next: 'nextToken',
  usual: max,
  max,
  refusal: () => new ServiceError('InvalidNextTokenException', 'The next token was specified in an invalid format'),
})

type Operations = Readonly<Record<string, Operation<CodePipelineState>>>

export const listsInPages = (operations: Operations): Operations => {
  const listed = inPages(
    operations,
    {
      ListActionExecutions: 'actionExecutionDetails',
      ListPipelineExecutions: 'pipelineExecutionSummaries',
      ListTagsForResource: 'tags',
    },
    { ...rule(100), size: 'maxResults' },
  )
  const types = inPages(listed, { ListActionTypes: 'actionTypes' }, rule(100))
  return inPages(types, { ListPipelines: 'pipelines' }, { ...rule(1000), size: 'maxResults' })
}
