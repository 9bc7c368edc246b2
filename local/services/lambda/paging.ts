// Lists in pages of fifty, however many were asked for.
// https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html

import type { PageRule } from '../../core/page-rule.ts'
import { invalidParameter } from './names.ts'

export const RULE: Omit<PageRule, 'list'> = {
  token: 'Marker',
  size: 'MaxItems',
  next: 'NextMarker',
  usual: 50,
  max: 10_000,
  atMost: 50,
  refusal: () => invalidParameter('Invalid pagination marker'),
}

export const LISTS: Readonly<Record<string, string>> = {
  ListAliases: 'Aliases',
  ListFunctionEventInvokeConfigs: 'FunctionEventInvokeConfigs',
  ListFunctions: 'Functions',
  ListVersionsByFunction: 'Versions',
}
