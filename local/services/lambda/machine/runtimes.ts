// How each runtime identifier is started: Node.js functions by our client of the Runtime API, custom runtimes by their own bootstrap.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html

import { join } from 'node:path'
import { invalidParameter } from '../names.ts'
import type { Configuration } from '../state.ts'

interface Start {
  readonly command: string
  readonly parameters: readonly string[]
  /** Whether it can be reached on a Unix socket, which is quicker than a port. */
  readonly socket: boolean
  /** Variables that depend on where the Runtime API listens. */
  environment(address: string): Readonly<Record<string, string>>
}

/** `sdkFolder` is what a Node.js function finds beside its own packages. */
export const commandOf = (configuration: Configuration, codeFolder: string, sdkFolder: string): Start =>
  configuration.Runtime.startsWith('nodejs') ? nodeStart(configuration, sdkFolder) : bootstrapStart(codeFolder)

const BOOTSTRAP = join(import.meta.dirname, '..', 'runtime', 'bootstrap.mjs')

const nodeStart = ({ MemorySize, LoggingConfig }: Configuration, sdkFolder: string): Start => ({
  command: process.execPath,
  // The share of the heap that Lambda's own bootstrap gives. ES module syntax in .js files is not guessed, as on Lambda.
  parameters: [
    `--max-old-space-size=${Math.floor(MemorySize * 0.9)}`,
    `--max-semi-space-size=${Math.max(1, Math.floor((MemorySize * 0.05) / 3))}`,
    '--no-experimental-detect-module',
    BOOTSTRAP,
  ],
  socket: process.platform !== 'win32',
  environment: address => ({
    AWS_LAMBDA_RUNTIME_API: address,
    NODE_PATH: sdkFolder,
    AWS_EXECUTION_ENV: `AWS_Lambda_${NODE_RUNTIME}`,
    _LAMBDA_TELEMETRY_LOG_FD: '3',
    ...(LoggingConfig.LogFormat === 'JSON'
      ? { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: LoggingConfig.ApplicationLogLevel ?? 'INFO' }
      : {}),
  }),
})

const bootstrapStart = (codeFolder: string): Start => ({
  command: join(codeFolder, 'bootstrap'),
  parameters: [],
  socket: false,
  environment: address => ({ AWS_LAMBDA_RUNTIME_API: address }),
})

/** The Node.js that runs everything here. */
export const NODE_RUNTIME = `nodejs${process.versions.node.split('.')[0]}.x`
export const RUNTIMES: readonly string[] = [NODE_RUNTIME, 'provided.al2023', 'provided.al2']

/** @throws ServiceError InvalidParameterValueException naming the runtime and those that there are */
export const checkRuntime = (runtime: string): string => {
  if (RUNTIMES.includes(runtime)) return runtime
  throw invalidParameter(
    `The runtime parameter of ${runtime} is not carried out by the local cloud, which has ${RUNTIMES.join(', ')}; set Runtime to one of them`,
  )
}
