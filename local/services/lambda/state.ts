// What the Lambda service remembers, and the facts that change it.

import type { ServiceEvent, TrailDetail } from '../../core/event.ts'
import type { PolicyStatement } from '../../core/policy.ts'

/** One version of a function ($LATEST included); wire fields verbatim. */
export interface Configuration {
  readonly FunctionName: string
  readonly Runtime: string
  readonly Role: string
  readonly Handler: string
  readonly Description: string
  /** Seconds. */
  readonly Timeout: number
  /** MB. */
  readonly MemorySize: number
  readonly PackageType: 'Zip'
  readonly Architectures: readonly string[]
  readonly EphemeralStorage: { readonly Size: number }
  readonly TracingConfig: { readonly Mode: string }
  readonly LoggingConfig: LoggingConfig
  readonly CodeSize: number
  /** Base64. */
  readonly CodeSha256: string
  readonly LastModified: string
  readonly RevisionId: string
  readonly Version: string
  /** Which file holds the environment variables: their values never reach the log. */
  readonly environmentId?: string
}

export interface LoggingConfig {
  readonly LogFormat: 'Text' | 'JSON'
  readonly LogGroup: string
  readonly ApplicationLogLevel?: string
  readonly SystemLogLevel?: string
}

export interface Alias {
  readonly Name: string
  readonly FunctionVersion: string
  readonly Description: string
  readonly RevisionId: string
  readonly RoutingConfig?: { readonly AdditionalVersionWeights: Readonly<Record<string, number>> }
}

export interface EventInvokeConfig {
  /** Epoch seconds. */
  readonly LastModified: number
  readonly MaximumRetryAttempts?: number
  readonly MaximumEventAgeInSeconds?: number
  readonly DestinationConfig?: {
    readonly OnSuccess?: { readonly Destination?: string }
    readonly OnFailure?: { readonly Destination?: string }
  }
}

export interface FunctionPolicy {
  readonly RevisionId: string
  readonly Statement: readonly PolicyStatement[]
}

export interface FunctionState {
  latest: Configuration
  readonly versions: Map<string, Configuration>
  readonly aliases: Map<string, Alias>
  /** By qualifier; `$LATEST` stands for the function without one. */
  readonly policies: Map<string, FunctionPolicy>
  readonly eventInvokeConfigs: Map<string, EventInvokeConfig>
  tags: Readonly<Record<string, string>>
  reservedConcurrency?: number
  /** The revision that the newest version was published from. */
  publishedFrom?: string
  published: number
}

/** An asynchronous invocation that has not ended. Its payload is in a file named after it. */
export interface QueuedInvocation {
  readonly requestId: string
  readonly functionName: string
  readonly qualifier?: string
  /** ISO 8601. */
  readonly queuedAt: string
  /** Attempts that failed because of the function. */
  attempts: number
  /** Attempts that found no room: they do not count, but wait longer each time. */
  throttles: number
  /** ISO 8601: not tried again before. */
  notBefore: string
}

export interface LambdaState {
  readonly functions: Map<string, FunctionState>
  readonly queued: Map<string, QueuedInvocation>
}

export const initial = (): LambdaState => ({ functions: new Map(), queued: new Map() })

/** Code, environment variables, payloads: what the log has only the names of. */
export const files = ({ functions, queued }: LambdaState): readonly string[] => [
  ...[...functions.values()].flatMap(({ latest, versions }) => [latest, ...versions.values()].flatMap(filesOf)),
  ...(queued.size > 0 ? ['queue.key'] : []),
  ...[...queued.keys()].map(requestId => `queue/${requestId}`),
]

const filesOf = ({ CodeSha256, environmentId }: Configuration): readonly string[] => [
  `code/${Buffer.from(CodeSha256, 'base64').toString('hex')}`,
  ...(environmentId === undefined ? [] : [`environments/${environmentId}.json`]),
]

export const evolve = (state: LambdaState, event: ServiceEvent): void => {
  const { eventName, requestParameters, responseElements } = event.detail as TrailDetail
  changes[eventName]?.(state, requestParameters as never, responseElements as never, event)
}

interface Named {
  readonly functionName: string
  readonly qualifier: string
}

/** How each fact changes the state: what was asked, and what was answered. */
const changes: Readonly<
  Record<string, (state: LambdaState, asked: never, answered: never, event: ServiceEvent) => void>
> = {
  CreateFunction: (state, asked: { tags: Record<string, string> }, answered: Configuration) => {
    state.functions.set(answered.FunctionName, {
      latest: answered,
      versions: new Map(),
      aliases: new Map(),
      policies: new Map(),
      eventInvokeConfigs: new Map(),
      tags: asked.tags,
      published: 0,
    })
  },
  UpdateFunctionCode: (state, _: unknown, answered: Configuration) => updateLatest(state, answered),
  UpdateFunctionConfiguration: (state, _: unknown, answered: Configuration) => updateLatest(state, answered),
  DeleteFunction: (state, { functionName, qualifier }: Partial<Named> & Pick<Named, 'functionName'>) => {
    if (!qualifier) state.functions.delete(functionName)
    else state.functions.get(functionName)?.versions.delete(qualifier)
  },
  PublishVersion: (state, _: unknown, answered: Configuration) =>
    on(state, answered.FunctionName, known => {
      known.versions.set(answered.Version, answered)
      known.published = Number(answered.Version)
      known.publishedFrom = known.latest.RevisionId
    }),
  CreateAlias: (state, { functionName }: Named, alias: Alias) =>
    on(state, functionName, known => known.aliases.set(alias.Name, alias)),
  UpdateAlias: (state, { functionName }: Named, alias: Alias) =>
    on(state, functionName, known => known.aliases.set(alias.Name, alias)),
  DeleteAlias: (state, { functionName, name }: Named & { name: string }) =>
    on(state, functionName, known => {
      known.aliases.delete(name)
      known.policies.delete(name)
      known.eventInvokeConfigs.delete(name)
    }),
  AddPermission: (state, { functionName, qualifier }: Named, policy: FunctionPolicy) =>
    on(state, functionName, known => known.policies.set(qualifier, policy)),
  RemovePermission: (state, { functionName, qualifier }: Named, policy: FunctionPolicy) =>
    on(state, functionName, known => {
      if (policy.Statement.length > 0) known.policies.set(qualifier, policy)
      else known.policies.delete(qualifier)
    }),
  PutFunctionEventInvokeConfig: (state, { functionName, qualifier }: Named, config: EventInvokeConfig) =>
    on(state, functionName, known => known.eventInvokeConfigs.set(qualifier, config)),
  UpdateFunctionEventInvokeConfig: (state, { functionName, qualifier }: Named, config: EventInvokeConfig) =>
    on(state, functionName, known => known.eventInvokeConfigs.set(qualifier, config)),
  DeleteFunctionEventInvokeConfig: (state, { functionName, qualifier }: Named) =>
    on(state, functionName, known => known.eventInvokeConfigs.delete(qualifier)),
  PutFunctionConcurrency: (state, { functionName }: Named, answered: { ReservedConcurrentExecutions: number }) =>
    on(state, functionName, known => {
      known.reservedConcurrency = answered.ReservedConcurrentExecutions
    }),
  DeleteFunctionConcurrency: (state, { functionName }: Named) =>
    on(state, functionName, known => {
      delete known.reservedConcurrency
    }),
  TagResource: (state, { functionName }: Named, answered: { tags: Record<string, string> }) =>
    on(state, functionName, known => {
      known.tags = answered.tags
    }),
  UntagResource: (state, { functionName }: Named, answered: { tags: Record<string, string> }) =>
    on(state, functionName, known => {
      known.tags = answered.tags
    }),
  InvocationQueued: (
    state,
    asked: Pick<QueuedInvocation, 'requestId' | 'functionName' | 'qualifier'>,
    _: unknown,
    event,
  ) => {
    const fresh = { queuedAt: event.time, attempts: 0, throttles: 0, notBefore: event.time }
    state.queued.set(asked.requestId, { ...asked, ...fresh })
  },
  InvocationDelayed: (
    state,
    { requestId }: { requestId: string },
    delay: Pick<QueuedInvocation, 'attempts' | 'throttles' | 'notBefore'>,
  ) => {
    const queued = state.queued.get(requestId)
    if (queued) Object.assign(queued, delay)
  },
  InvocationEnded: (state, { requestId }: { requestId: string }) => {
    state.queued.delete(requestId)
  },
}

const on = (state: LambdaState, functionName: string, change: (known: FunctionState) => unknown): void => {
  const known = state.functions.get(functionName)
  if (known) change(known)
}

const updateLatest = (state: LambdaState, latest: Configuration): void =>
  on(state, latest.FunctionName, known => {
    known.latest = latest
  })
