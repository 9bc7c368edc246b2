// Systems Manager's lists in pages.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html

import { ServiceError } from '../../core/errors.ts'
import type { PageRule } from '../../core/page-rule.ts'
import { inPages } from '../../core/pages.ts'
import type { Operation } from '../../core/service.ts'
import type { SsmState } from './state.ts'

const rule = (usual: number): Omit<PageRule, 'list'> => ({
  token: 'NextToken',
  size: 'MaxResults',
  next: 'NextToken',
  usual,
  max: usual,
  refusal: () => new ServiceError('InvalidNextToken', 'The specified token is not valid.'),
})

type Operations = Readonly<Record<string, Operation<SsmState>>>

export const listsInPages = (operations: Operations): Operations =>
  inPages(
    inPages(operations, { DescribeParameters: 'Parameters', GetParameterHistory: 'Parameters' }, rule(50)),
    { GetParametersByPath: 'Parameters' },
    rule(10),
  )
