// Lists in pages of a hundred.

import { ServiceError } from '../../core/errors.ts'
import { pager } from '../../core/pages.ts'

export const pageOf = pager(
  () => new ServiceError('InvalidContinuationTokenException', 'The specified continuation token is not valid.'),
)
