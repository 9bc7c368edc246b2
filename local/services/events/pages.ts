// Lists in pages of a hundred, or of the Limit that was asked for.

import { ServiceError } from '../../core/errors.ts'
import { pager } from '../../core/pages.ts'

export const pageOf = pager(() => new ServiceError('ValidationException', 'The token is not valid.'))
