// What API Gateway records of APIs, their deployments and stages. HTTP APIs share names of operations with REST APIs: those begin with `v2.`.

import { trailOf } from '../../core/trail.ts'
import type { ApiGatewayState, Deployment, HttpApi, HttpDeployment, HttpStage, RestApi, Stage } from './state.ts'

interface OfRestApi {
  readonly restApiId: string
}
interface OfApi {
  readonly apiId: string
}

type RestContent = Readonly<Pick<RestApi, 'settings' | 'definition' | 'resources' | 'built'>>
type AlteredApi = OfRestApi & { readonly api: RestContent }
type HttpContent = Readonly<Pick<HttpApi, 'settings' | 'definition'>>

export type Tags = Readonly<Record<string, string>>

/** All tags that an API, or its stage, has from now on. The id is a REST API's or an HTTP API's. */
export interface Retagged {
  readonly id: string
  readonly stageName?: string
  readonly tags: Tags
}

interface Changes {
  CreateRestApi: RestContent
  ImportRestApi: RestContent
  PutRestApi: OfRestApi & { readonly api: RestContent }
  UpdateRestApi: OfRestApi & { readonly api: RestContent }
  DeleteRestApi: OfRestApi
  CreateResource: AlteredApi
  DeleteResource: AlteredApi
  PutMethod: AlteredApi
  DeleteMethod: AlteredApi
  PutIntegration: AlteredApi
  DeleteIntegration: AlteredApi
  PutMethodResponse: AlteredApi
  PutIntegrationResponse: AlteredApi
  CreateDeployment: OfRestApi & { readonly deployment: Deployment }
  UpdateDeployment: OfRestApi & { readonly deployment: Deployment }
  DeleteDeployment: OfRestApi & { readonly deploymentId: string }
  CreateStage: OfRestApi & { readonly stage: Stage }
  UpdateStage: OfRestApi & { readonly stage: Stage }
  DeleteStage: OfRestApi & { readonly stageName: string }
  TagResource: Retagged
  UntagResource: Retagged
  UpdateAccount: Pick<ApiGatewayState, 'cloudwatchRoleArn'>
  /** CloudFormation has made the API; its tags are on it from then on. */
  TagByStack: OfApi & { readonly stackTags: Tags }
  CreateApi: HttpContent
  ImportApi: HttpContent
  ReimportApi: OfApi & { readonly api: HttpContent }
  UpdateApi: OfApi & { readonly api: HttpContent }
  DeleteApi: OfApi
  'v2.CreateDeployment': OfApi & { readonly deployment: HttpDeployment }
  'v2.DeleteDeployment': OfApi & { readonly deploymentId: string }
  'v2.CreateStage': OfApi & { readonly stage: HttpStage }
  'v2.UpdateStage': OfApi & { readonly stage: HttpStage }
  'v2.DeleteStage': OfApi & { readonly stageName: string }
  'v2.TagResource': Retagged
  'v2.UntagResource': Retagged
}

export const { changed, evolving } = trailOf<ApiGatewayState, Changes>()('aws.apigateway')
