// What the Lambda service remembers.

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
  readonly latest: Configuration
  readonly versions: ReadonlyMap<string, Configuration>
  readonly aliases: ReadonlyMap<string, Alias>
  /** By qualifier; `$LATEST` stands for the function without one. */
  readonly policies: ReadonlyMap<string, FunctionPolicy>
  readonly eventInvokeConfigs: ReadonlyMap<string, EventInvokeConfig>
  readonly tags: Readonly<Record<string, string>>
  readonly reservedConcurrency?: number
  /** The revision that the newest version was published from. */
  readonly publishedFrom?: string
  readonly published: number
}

/** An asynchronous invocation that has not ended. Its payload is in a file named after it. */
export interface QueuedInvocation {
  readonly requestId: string
  readonly functionName: string
  readonly qualifier?: string
  /** ISO 8601. */
  readonly queuedAt: string
  /** Attempts that failed because of the function. */
  readonly attempts: number
  /** Attempts that found no room: they do not count, but wait longer each time. */
  readonly throttles: number
  /** Deliveries of EventBridge that led to it. */
  readonly chainLength: number
  /** ISO 8601: not tried again before. */
  readonly notBefore: string
}

export interface LambdaState {
  readonly functions: ReadonlyMap<string, FunctionState>
  readonly queued: ReadonlyMap<string, QueuedInvocation>
}

export const initial = (): LambdaState => ({ functions: new Map(), queued: new Map() })

/** Code, environment variables, payloads: what the log has only the names of. */
export const files = ({ functions, queued }: LambdaState): readonly string[] => [
  ...[...functions.values()].flatMap(({ latest, versions }) => [latest, ...versions.values()].flatMap(filesOf)),
  ...(queued.size > 0 ? ['queue.key'] : []),
  ...[...queued.keys()].map(requestId => `queue/${requestId}`),
]

/** `code` has a package.json of its own. */
export const keeps = (state: LambdaState) => {
  const named = new Set(files(state))
  const isNamed = (folder: string) => (name: string) => named.has(`${folder}/${name}`)
  const isCode = isNamed('code')
  return {
    '': (name: string) => name !== 'queue.key' || named.has(name),
    code: (name: string) => name === 'package.json' || isCode(name),
    environments: isNamed('environments'),
    queue: isNamed('queue'),
  }
}

const filesOf = ({ CodeSha256, environmentId }: Configuration): readonly string[] => [
  `code/${Buffer.from(CodeSha256, 'base64').toString('hex')}`,
  ...(environmentId === undefined ? [] : [`environments/${environmentId}.json`]),
]
