// Lists in pages of a hundred.

import { pager } from '../../core/pages.ts'
import { invalidParameter } from './names.ts'

export const pageOf = pager(() => invalidParameter('NextToken'))
