// What API Gateway remembers: REST APIs with their deployments and stages, HTTP APIs with their routes and stages.

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

/** A method that is made piece by piece, in AWS's own members; it is served once it has an integration. */
export interface BuiltMethod {
  readonly path: string
  readonly httpMethod: string
  readonly operationName?: string
  readonly integration?: BuiltIntegration
  /** Of a method that a definition made. */
  readonly served?: Integration
  /** By status code. */
  readonly responses: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** As in `x-amazon-apigateway-integration` of a definition. */
export interface BuiltIntegration {
  readonly type: string
  readonly uri?: string
  readonly httpMethod?: string
  readonly credentials?: string
  readonly responseTransferMode?: string
  readonly timeoutInMillis?: number
  readonly passthroughBehavior: string
  readonly requestTemplates: Readonly<Record<string, string>>
  /** By selection pattern, or `default`. */
  readonly responses: Readonly<Record<string, { readonly statusCode: string } & Readonly<Record<string, unknown>>>>
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
  readonly stackTags?: Readonly<Record<string, string>>
  readonly settings: RestApiSettings
  readonly definition: Definition
  readonly resources: readonly Resource[]
  /** Methods that were made piece by piece. */
  readonly built?: readonly BuiltMethod[]
  readonly deployments: ReadonlyMap<string, Deployment>
  readonly stages: ReadonlyMap<string, Stage>
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
  readonly settings: HttpApiSettings
  /** Set by CloudFormation alone. */
  readonly stackTags?: Readonly<Record<string, string>>
  readonly definition: Definition
  readonly stages: ReadonlyMap<string, HttpStage>
  readonly deployments: ReadonlyMap<string, HttpDeployment>
}

export interface ApiGatewayState {
  readonly restApis: ReadonlyMap<string, RestApi>
  readonly httpApis: ReadonlyMap<string, HttpApi>
  /** The role that writes logs of REST APIs: a setting of the account. */
  readonly cloudwatchRoleArn?: string
}

export const initial = (): ApiGatewayState => ({ restApis: new Map(), httpApis: new Map() })
