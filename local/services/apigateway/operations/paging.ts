// Lists in pages: `position` and `limit` of REST APIs, `nextToken` and `maxResults` of HTTP APIs.
// https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApis.html

import type { PageRule } from '../../../core/page-rule.ts'
import { inPages } from '../../../core/pages.ts'
import type { Operation } from '../../../core/service.ts'
import { badRequest } from '../errors.ts'
import type { ApiGatewayState } from '../state.ts'

/** `items` in the API reference and in SDKs, `item` on the wire. */
const REST: Omit<PageRule, 'list'> = {
  wireList: 'item',
  token: 'position',
  size: 'limit',
  next: 'position',
  usual: 25,
  max: 500,
  refusal: () => badRequest('Invalid position parameter'),
}

/** Unverified: AWS documents neither the usual nor the greatest size of a page. */
const HTTP: Omit<PageRule, 'list'> = {
  token: 'nextToken',
  size: 'maxResults',
  sizeIsText: true,
  next: 'nextToken',
  usual: 100,
  max: 500,
  refusal: () => badRequest('Invalid nextToken'),
}

type Operations = Readonly<Record<string, Operation<ApiGatewayState>>>

export const listsInPages = (operations: Operations): Operations =>
  inPages(
    inPages(operations, { GetDeployments: 'items', GetResources: 'items', GetRestApis: 'items' }, REST),
    { GetApis: 'items', 'v2.GetDeployments': 'items', 'v2.GetStages': 'items' },
    HTTP,
  )
