// How each recorded change alters the APIs.

import type { Evolving } from '../../core/trail.ts'
import type * as kept from './state.ts'
import { evolving, type Retagged, type Tags } from './trail.ts'

type ApiGatewayState = Evolving<kept.ApiGatewayState>
type HttpApi = Evolving<kept.HttpApi>
type RestApi = Evolving<kept.RestApi>

const onRest = ({ restApis }: ApiGatewayState, id: string, alter: (api: RestApi) => unknown): void => {
  const api = restApis.get(id)
  if (api) alter(api)
}

const onHttp = ({ httpApis }: ApiGatewayState, id: string, alter: (api: HttpApi) => unknown): void => {
  const api = httpApis.get(id)
  if (api) alter(api)
}

const makeRest = (
  { restApis }: ApiGatewayState,
  made: Pick<RestApi, 'settings' | 'definition' | 'resources'>,
): void => {
  restApis.set(made.settings.id, { ...made, deployments: new Map(), stages: new Map() })
}

const alter = (
  state: ApiGatewayState,
  { restApiId, api }: { readonly restApiId: string; readonly api: Partial<RestApi> },
): void => onRest(state, restApiId, known => Object.assign(known, api))

const makeHttp = ({ httpApis }: ApiGatewayState, made: Pick<HttpApi, 'settings' | 'definition'>): void => {
  httpApis.set(made.settings.apiId, { ...made, stages: new Map(), deployments: new Map() })
}

const retagStage = <Of extends { readonly tags: Tags }>(
  stages: Map<string, Of> | undefined,
  stageName: string,
  tags: Tags,
): void => {
  const stage = stages?.get(stageName)
  if (stage) stages?.set(stageName, { ...stage, tags })
}

const retag = ({ restApis, httpApis }: ApiGatewayState, { id, stageName, tags }: Retagged): void => {
  const rest = restApis.get(id)
  const http = httpApis.get(id)
  if (stageName === undefined) {
    if (rest) rest.settings = { ...rest.settings, tags }
    if (http) http.settings = { ...http.settings, tags }
    return
  }
  retagStage(rest?.stages, stageName, tags)
  retagStage(http?.stages, stageName, tags)
}

export const evolve = evolving({
  CreateRestApi: makeRest,
  ImportRestApi: makeRest,
  PutRestApi: alter,
  UpdateRestApi: alter,
  CreateResource: alter,
  DeleteResource: alter,
  PutMethod: alter,
  DeleteMethod: alter,
  PutIntegration: alter,
  DeleteIntegration: alter,
  PutMethodResponse: alter,
  PutIntegrationResponse: alter,
  DeleteRestApi: ({ restApis }, { restApiId }) => {
    restApis.delete(restApiId)
  },
  CreateDeployment: (state, { restApiId, deployment }) =>
    onRest(state, restApiId, ({ deployments }) => deployments.set(deployment.id, deployment)),
  UpdateDeployment: (state, { restApiId, deployment }) =>
    onRest(state, restApiId, ({ deployments }) => deployments.set(deployment.id, deployment)),
  DeleteDeployment: (state, { restApiId, deploymentId }) =>
    onRest(state, restApiId, ({ deployments }) => deployments.delete(deploymentId)),
  CreateStage: (state, { restApiId, stage }) =>
    onRest(state, restApiId, ({ stages }) => stages.set(stage.stageName, stage)),
  UpdateStage: (state, { restApiId, stage }) =>
    onRest(state, restApiId, ({ stages }) => stages.set(stage.stageName, stage)),
  DeleteStage: (state, { restApiId, stageName }) => onRest(state, restApiId, ({ stages }) => stages.delete(stageName)),
  TagResource: retag,
  UntagResource: retag,
  UpdateAccount: (state, { cloudwatchRoleArn }) => {
    if (cloudwatchRoleArn === undefined) delete state.cloudwatchRoleArn
    else state.cloudwatchRoleArn = cloudwatchRoleArn
  },
  TagByStack: (state, { apiId, stackTags }) => {
    const api = state.restApis.get(apiId) ?? state.httpApis.get(apiId)
    if (api) api.stackTags = stackTags
  },
  CreateApi: makeHttp,
  ImportApi: makeHttp,
  ReimportApi: (state, { apiId, api }) => onHttp(state, apiId, known => Object.assign(known, api)),
  UpdateApi: (state, { apiId, api }) => onHttp(state, apiId, known => Object.assign(known, api)),
  DeleteApi: ({ httpApis }, { apiId }) => {
    httpApis.delete(apiId)
  },
  'v2.CreateDeployment': (state, { apiId, deployment }) =>
    onHttp(state, apiId, ({ deployments }) => deployments.set(deployment.deploymentId, deployment)),
  'v2.DeleteDeployment': (state, { apiId, deploymentId }) =>
    onHttp(state, apiId, ({ deployments }) => deployments.delete(deploymentId)),
  'v2.CreateStage': (state, { apiId, stage }) =>
    onHttp(state, apiId, ({ stages }) => stages.set(stage.stageName, stage)),
  'v2.UpdateStage': (state, { apiId, stage }) =>
    onHttp(state, apiId, ({ stages }) => stages.set(stage.stageName, stage)),
  'v2.DeleteStage': (state, { apiId, stageName }) => onHttp(state, apiId, ({ stages }) => stages.delete(stageName)),
  'v2.TagResource': retag,
  'v2.UntagResource': retag,
})
