// KMS's lists in pages.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html

import { ServiceError } from '../../core/errors.ts'
import type { PageRule } from '../../core/page-rule.ts'
import { inPages } from '../../core/pages.ts'
import type { Operation } from '../../core/service.ts'
import type { KmsState } from './state.ts'

const rule = (usual: number, max: number): Omit<PageRule, 'list'> => ({
  token: 'Marker',
  size: 'Limit',
  next: 'NextMarker',
  more: 'Truncated',
  usual,
  max,
  refusal: () => new ServiceError('InvalidMarkerException', 'The marker is not valid.'),
})

type Operations = Readonly<Record<string, Operation<KmsState>>>

export const listsInPages = (operations: Operations): Operations => {
  const keys = inPages(operations, { ListKeys: 'Keys' }, rule(100, 1000))
  const aliases = inPages(keys, { ListAliases: 'Aliases' }, rule(50, 100))
  return inPages(aliases, { ListResourceTags: 'Tags' }, rule(50, 50))
}
