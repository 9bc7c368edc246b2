// What API Gateway remembers: REST APIs with their deployments and stages, HTTP APIs with their routes and stages.

import type { ServiceEvent, TrailDetail } from '../../core/event.ts'

/** What answers a method or a route. */
export type Integration =
  | {
      readonly type: 'AWS_PROXY'
      /** The function's ARN; may hold `${stageVariables.name}`. */
      readonly functionArn: string
      readonly payloadFormatVersion: '1.0' | '2.0'
      readonly timeoutInMillis: number
    }
  | {
      readonly type: 'MOCK'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }

/** One method of a resource, or one route. */
export interface Method {
  /** `/time/{zone+}`, or `$default`. */
  readonly path: string
  /** `GET`, or `ANY`. */
  readonly httpMethod: string
  readonly operationName?: string
  readonly integration: Integration
}

/** What an API's definition says. */
export interface Definition {
  readonly methods: readonly Method[]
  readonly binaryMediaTypes: readonly string[]
  readonly cors?: Cors
}

/** CORS of an HTTP API, answered by API Gateway itself. */
export interface Cors {
  readonly allowOrigins?: readonly string[]
  readonly allowMethods?: readonly string[]
  readonly allowHeaders?: readonly string[]
  readonly exposeHeaders?: readonly string[]
  readonly maxAge?: number
  readonly allowCredentials?: boolean
}

export interface Resource {
  readonly id: string
  readonly parentId?: string
  readonly pathPart?: string
  readonly path: string
}

export interface RestApiSettings {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly version?: string
  /** Epoch seconds. */
  readonly createdDate: number
  readonly rootResourceId: string
  readonly endpointConfiguration: { readonly types: readonly string[] }
  readonly tags: Readonly<Record<string, string>>
}

export interface Deployment {
  readonly id: string
  readonly description?: string
  /** Epoch seconds. */
  readonly createdDate: number
  /** The API's definition when it was deployed. */
  readonly definition: Definition
  readonly resources: readonly Resource[]
}

export interface Throttling {
  /** Requests per second. */
  readonly rateLimit?: number
  readonly burstLimit?: number
}

export interface AccessLogSettings {
  readonly destinationArn: string
  readonly format: string
}

export interface Stage {
  readonly stageName: string
  readonly deploymentId: string
  readonly description?: string
  readonly variables: Readonly<Record<string, string>>
  readonly tracingEnabled: boolean
  /** By resource path and method: all methods of all resources (star, slash, star) for all, `~1time/GET` for one. Wire members. */
  readonly methodSettings: Readonly<Record<string, MethodSetting>>
  readonly accessLogSettings?: AccessLogSettings
  readonly tags: Readonly<Record<string, string>>
  /** Epoch seconds. */
  readonly createdDate: number
  readonly lastUpdatedDate: number
}

export interface MethodSetting {
  readonly metricsEnabled?: boolean
  readonly loggingLevel?: string
  readonly dataTraceEnabled?: boolean
  readonly throttlingRateLimit?: number
  readonly throttlingBurstLimit?: number
  readonly cachingEnabled?: boolean
}

export interface RestApi {
  /** Set by CloudFormation alone. */
  stackTags?: Readonly<Record<string, string>>
  settings: RestApiSettings
  definition: Definition
  resources: readonly Resource[]
  readonly deployments: Map<string, Deployment>
  readonly stages: Map<string, Stage>
}

export interface HttpApiSettings {
  readonly apiId: string
  readonly name: string
  readonly description?: string
  readonly version?: string
  /** ISO 8601. */
  readonly createdDate: string
  readonly tags: Readonly<Record<string, string>>
}

export interface HttpStage {
  /** `$default`, or the first part of the path. */
  readonly stageName: string
  readonly autoDeploy: boolean
  readonly deploymentId?: string
  readonly description?: string
  readonly stageVariables: Readonly<Record<string, string>>
  readonly defaultRouteSettings: HttpRouteSettings
  readonly routeSettings: Readonly<Record<string, HttpRouteSettings>>
  readonly accessLogSettings?: AccessLogSettings
  readonly tags: Readonly<Record<string, string>>
  readonly createdDate: string
  readonly lastUpdatedDate: string
}

export interface HttpRouteSettings {
  readonly throttlingRateLimit?: number
  readonly throttlingBurstLimit?: number
  readonly detailedMetricsEnabled?: boolean
}

export interface HttpDeployment {
  readonly deploymentId: string
  readonly description?: string
  readonly createdDate: string
  readonly definition: Definition
}

export interface HttpApi {
  settings: HttpApiSettings
  /** Set by CloudFormation alone. */
  stackTags?: Readonly<Record<string, string>>
  definition: Definition
  readonly stages: Map<string, HttpStage>
  readonly deployments: Map<string, HttpDeployment>
}

export interface ApiGatewayState {
  readonly restApis: Map<string, RestApi>
  readonly httpApis: Map<string, HttpApi>
  /** The role that writes logs of REST APIs: a setting of the account. */
  cloudwatchRoleArn?: string
}

export const initial = (): ApiGatewayState => ({ restApis: new Map(), httpApis: new Map() })

export const evolve = (state: ApiGatewayState, event: ServiceEvent): void => {
  const { eventName, requestParameters, responseElements } = event.detail as TrailDetail
  changes[eventName]?.(state, requestParameters as never, responseElements as never)
}

interface RestChange {
  readonly settings: RestApiSettings
  readonly definition: Definition
  readonly resources: readonly Resource[]
}

interface HttpChange {
  readonly settings: HttpApiSettings
  readonly definition: Definition
}

interface Asked {
  readonly restApiId: string
  readonly apiId: string
  readonly stageName: string
  readonly deploymentId: string
}

/** How each fact changes the state. HTTP APIs share names of operations with REST APIs; their facts begin with `v2.`. */
const changes: Readonly<Record<string, (state: ApiGatewayState, asked: never, answered: never) => void>> = {
  CreateRestApi: (state, _: unknown, made: RestChange) => {
    state.restApis.set(made.settings.id, { ...made, deployments: new Map(), stages: new Map() })
  },
  PutRestApi: (state, { restApiId }: Asked, made: RestChange) =>
    Object.assign(state.restApis.get(restApiId) ?? {}, made),
  UpdateRestApi: (state, { restApiId }: Asked, made: RestChange) =>
    Object.assign(state.restApis.get(restApiId) ?? {}, made),
  DeleteRestApi: (state, { restApiId }: Asked) => state.restApis.delete(restApiId),
  CreateDeployment: (state, { restApiId }: Asked, deployment: Deployment) =>
    state.restApis.get(restApiId)?.deployments.set(deployment.id, deployment),
  UpdateDeployment: (state, { restApiId }: Asked, deployment: Deployment) =>
    state.restApis.get(restApiId)?.deployments.set(deployment.id, deployment),
  DeleteDeployment: (state, { restApiId, deploymentId }: Asked) =>
    state.restApis.get(restApiId)?.deployments.delete(deploymentId),
  CreateStage: (state, { restApiId }: Asked, stage: Stage) =>
    state.restApis.get(restApiId)?.stages.set(stage.stageName, stage),
  UpdateStage: (state, { restApiId }: Asked, stage: Stage) =>
    state.restApis.get(restApiId)?.stages.set(stage.stageName, stage),
  DeleteStage: (state, { restApiId, stageName }: Asked) => state.restApis.get(restApiId)?.stages.delete(stageName),
  UpdateAccount: (state, _: unknown, { cloudwatchRoleArn }: Pick<ApiGatewayState, 'cloudwatchRoleArn'>) => {
    if (cloudwatchRoleArn === undefined) delete state.cloudwatchRoleArn
    else state.cloudwatchRoleArn = cloudwatchRoleArn
  },
  TagByStack: (state, { apiId }: Asked, stackTags: Readonly<Record<string, string>>) =>
    Object.assign(state.restApis.get(apiId) ?? state.httpApis.get(apiId) ?? {}, { stackTags }),
  'v2.CreateApi': (state, _: unknown, made: HttpChange) => {
    state.httpApis.set(made.settings.apiId, { ...made, stages: new Map(), deployments: new Map() })
  },
  'v2.UpdateApi': (state, { apiId }: Asked, made: HttpChange) => Object.assign(state.httpApis.get(apiId) ?? {}, made),
  'v2.DeleteApi': (state, { apiId }: Asked) => state.httpApis.delete(apiId),
  'v2.CreateDeployment': (state, { apiId }: Asked, deployment: HttpDeployment) =>
    state.httpApis.get(apiId)?.deployments.set(deployment.deploymentId, deployment),
  'v2.DeleteDeployment': (state, { apiId, deploymentId }: Asked) =>
    state.httpApis.get(apiId)?.deployments.delete(deploymentId),
  'v2.CreateStage': (state, { apiId }: Asked, stage: HttpStage) =>
    state.httpApis.get(apiId)?.stages.set(stage.stageName, stage),
  'v2.UpdateStage': (state, { apiId }: Asked, stage: HttpStage) =>
    state.httpApis.get(apiId)?.stages.set(stage.stageName, stage),
  'v2.DeleteStage': (state, { apiId, stageName }: Asked) => state.httpApis.get(apiId)?.stages.delete(stageName),
}
