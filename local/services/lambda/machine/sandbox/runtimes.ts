// How each runtime identifier is started: Node.js functions by our client of the Runtime API, custom runtimes by their own bootstrap.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html

import { join } from 'node:path'
import { NODE_RUNTIME, runtimeProblem } from '../../../../host/runtimes.ts'
import { invalidParameter } from '../../names.ts'
import type { Configuration } from '../../state.ts'

/** Where a function's process finds what it needs. */
export interface Places {
  readonly code: string
  readonly sdk: string
  /** Our client of the Runtime API. */
  readonly client: string
  readonly temporary: string
  /** What else it may read, where nothing but Node.js itself keeps it from reading; undefined where it sees nothing else. */
  readonly readable: readonly string[] | undefined
}

interface Start {
  readonly command: string
  readonly parameters: readonly string[]
  /** Variables that depend on where the Runtime API listens. */
  variables(address: string): Readonly<Record<string, string>>
}

const isNode = ({ Runtime }: Configuration): boolean => Runtime.startsWith('nodejs')

/** Whether the Runtime API can be reached on a Unix socket, which is quicker than a port, and seen by nobody else. */
export const takesSocket = (configuration: Configuration): boolean =>
  isNode(configuration) && process.platform !== 'win32'

export const commandOf = (configuration: Configuration, places: Places): Start =>
  isNode(configuration) ? nodeStart(configuration, places) : bootstrapStart(places)

/** The file that a custom runtime has to bring. */
export const bootstrapOf = (configuration: Configuration, code: string): string | undefined =>
  isNode(configuration) ? undefined : join(code, 'bootstrap')

export const CLIENT = join(import.meta.dirname, '../..', 'runtime')

const nodeStart = ({ MemorySize, LoggingConfig }: Configuration, places: Places): Start => ({
  command: process.execPath,
  // The share of the heap that Lambda's own bootstrap gives. ES module syntax in .js files is not guessed, as on Lambda.
  parameters: [
    `--max-old-space-size=${Math.floor(MemorySize * 0.9)}`,
    `--max-semi-space-size=${Math.max(1, Math.floor((MemorySize * 0.05) / 3))}`,
    '--no-experimental-detect-module',
    ...permissions(places),
    join(places.client, 'bootstrap.mjs'),
  ],
  variables: address => ({
    AWS_LAMBDA_RUNTIME_API: address,
    NODE_PATH: places.sdk,
    AWS_EXECUTION_ENV: `AWS_Lambda_${NODE_RUNTIME}`,
    _LAMBDA_TELEMETRY_LOG_FD: '3',
    ...(LoggingConfig.LogFormat === 'JSON'
      ? { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: LoggingConfig.ApplicationLogLevel ?? 'INFO' }
      : {}),
  }),
})

/**
 * Against mistakes and the simple kind of malice: Node.js does not promise more. A process or a thread that the code starts would have no limits.
 * https://nodejs.org/docs/latest-v24.x/api/permissions.html
 */
const permissions = ({ code, sdk, client, temporary, readable }: Places): readonly string[] =>
  readable === undefined
    ? []
    : [
        '--permission',
        ...[code, sdk, client, temporary, ...readable].map(path => `--allow-fs-read=${path}`),
        `--allow-fs-write=${temporary}`,
      ]

const bootstrapStart = ({ code }: Places): Start => ({
  command: join(code, 'bootstrap'),
  parameters: [],
  variables: address => ({ AWS_LAMBDA_RUNTIME_API: address }),
})

/** @throws ServiceError InvalidParameterValueException naming the runtime and those that there are */
export const checkRuntime = (runtime: string): string => {
  const problem = runtimeProblem(runtime)
  if (problem !== undefined) throw invalidParameter(problem)
  return runtime
}
