// Amazon API Gateway: REST APIs and HTTP APIs in front of Lambda functions, answered over real HTTP.

import type { Operation, Service } from '../../core/service.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { evolve } from './evolve.ts'
import { GetAccount, UpdateAccount } from './operations/account.ts'
import * as deployments from './operations/deployments.ts'
import * as httpApis from './operations/http-apis.ts'
import * as httpStages from './operations/http-stages.ts'
import * as methods from './operations/methods.ts'
import { listsInPages } from './operations/paging.ts'
import * as resources from './operations/resources.ts'
import * as restApis from './operations/rest-apis.ts'
import * as stages from './operations/stages.ts'
import { GetTags, tagResource, untagResource } from './operations/tags.ts'
import { handle } from './proxy/gateway.ts'
import { PREFIX } from './proxy/incoming.ts'
import { resourceTags, tagsOfStack } from './resource-tags.ts'
import { routes } from './routes.ts'
import { type ApiGatewayState, initial } from './state.ts'
import { tagRules } from './tag-rules.ts'

/** Operations of HTTP APIs whose names REST APIs have too. */
const ofHttpApis: Readonly<Record<string, Operation<ApiGatewayState>>> = {
  CreateDeployment: httpStages.CreateHttpDeployment,
  GetDeployments: httpStages.GetHttpDeployments,
  DeleteDeployment: httpStages.DeleteHttpDeployment,
  CreateStage: httpStages.CreateHttpStage,
  GetStage: httpStages.GetHttpStage,
  GetStages: httpStages.GetHttpStages,
  UpdateStage: httpStages.UpdateHttpStage,
  DeleteStage: httpStages.DeleteHttpStage,
  TagResource: tagResource('v2.TagResource'),
  UntagResource: untagResource('v2.UntagResource'),
  GetTags,
}

export const apigateway: Service<ApiGatewayState> = {
  signingName: 'apigateway',
  protocol: 'rest-json',
  isGlobal: false,
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
  bodyLimit: 6 * MEGABYTE,
  accessDeniedError: 'AccessDeniedException',
  source: 'aws.apigateway',
  cloudTrail: {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/cloudtrail.html
    // Unverified: whether AWS puts what a body holds into a structure of its own, such as createStageInput.
    dataEvents: [],
    readOnly: [],
    hidden: ['body'],
    maps: ['tags', 'variables', 'stageVariables', 'routeSettings', 'endpointConfiguration.tags'],
  },
  validationError: 'BadRequestException',
  routes,
  passedOver: {
    // https://docs.aws.amazon.com/apigateway/latest/api/API_GetTags.html
    'GetTags.limit': 'AWS does not support it either, and gives all tags at once',
    'GetTags.position': 'AWS does not support it either, and gives all tags at once',
    'PutIntegration.cacheNamespace': 'nothing is cached',
    failOnWarnings: 'a definition with anything that is not carried out is refused as it is',
  },
  initial,
  evolve,
  operations: listsInPages({
    ...restApis,
    ...resources,
    PutMethod: methods.PutMethod,
    GetMethod: methods.GetMethod,
    DeleteMethod: methods.DeleteMethod,
    PutIntegration: methods.PutIntegration,
    GetIntegration: methods.GetIntegration,
    DeleteIntegration: methods.DeleteIntegration,
    PutMethodResponse: methods.PutMethodResponse,
    PutIntegrationResponse: methods.PutIntegrationResponse,
    ...deployments,
    ...stages,
    TagResource: tagResource('TagResource'),
    UntagResource: untagResource('UntagResource'),
    GetTags,
    GetAccount,
    UpdateAccount,
    ...httpApis,
    ...Object.fromEntries(Object.entries(ofHttpApis).map(([name, operation]) => [`v2.${name}`, operation])),
  }),
  react: (state, event) => ({ facts: tagsOfStack(state, event) }),
  tagRules,
  resourceTags,
  http: { prefix: PREFIX, handle },
}
