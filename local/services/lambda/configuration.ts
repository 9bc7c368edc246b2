// What may be configured of a function: read from a request, held to Lambda's limits, and refused by name where it is not carried out.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html

import { isRecord, type Members, present } from '../../core/input/members.ts'
import { invalidParameter } from './names.ts'
import type { Configuration, LoggingConfig } from './state.ts'

/** What a request asks for; absent members stay as they are. */
export interface Settings
  extends Partial<
    Pick<
      Configuration,
      'Role' | 'Handler' | 'Description' | 'Timeout' | 'MemorySize' | 'Runtime' | 'EphemeralStorage' | 'TracingConfig'
    >
  > {
  readonly variables?: Readonly<Record<string, string>>
  readonly LoggingConfig?: Partial<LoggingConfig>
}

export const ROLE = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/

export const readSettings = (members: Members): Settings => {
  refuseUnsupported(members)
  const variables = members.optionalStructure('Environment')?.map('Variables')
  if (variables) checkVariables(variables)
  const storage = members.optionalStructure('EphemeralStorage')?.number('Size', { min: 512, max: 10_240 })
  const tracing = members
    .optionalStructure('TracingConfig')
    ?.optionalString('Mode', { values: ['Active', 'PassThrough'] })
  const logging = members.optionalStructure('LoggingConfig')
  return present({
    Role: members.optionalString('Role', { pattern: ROLE }),
    Handler: members.optionalString('Handler', { max: 128, pattern: /^\S+$/ }),
    Description: members.optionalString('Description', { max: 256 }),
    Timeout: members.optionalNumber('Timeout', { min: 1, max: 900 }),
    MemorySize: members.optionalNumber('MemorySize', { min: 128, max: 10_240 }),
    Runtime: members.optionalString('Runtime'),
    EphemeralStorage: storage === undefined ? undefined : { Size: storage },
    // Differs from AWS: the mode is kept and shown, but no traces are sent.
    TracingConfig: tracing === undefined ? undefined : { Mode: tracing },
    variables,
    LoggingConfig: logging && readLogging(logging),
  })
}

const readLogging = (logging: Members): Partial<LoggingConfig> => {
  const format = logging.optionalString('LogFormat', { values: ['Text', 'JSON'] })
  const levels = present({
    ApplicationLogLevel: logging.optionalString('ApplicationLogLevel', {
      values: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'],
    }),
    SystemLogLevel: logging.optionalString('SystemLogLevel', { values: ['DEBUG', 'INFO', 'WARN'] }),
  })
  if (format !== 'JSON' && Object.keys(levels).length > 0)
    throw invalidParameter('The log level is not supported with the Text log format; set LogFormat to JSON')
  return present({
    ...levels,
    LogFormat: format === 'Text' || format === 'JSON' ? format : undefined,
    LogGroup: logging.optionalString('LogGroup', { min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ }),
  })
}

/** Every setting of a new function, with Lambda's defaults. */
export const completeLogging = (given: Partial<LoggingConfig> | undefined, functionName: string): LoggingConfig => {
  const LogFormat = given?.LogFormat ?? 'Text'
  const levels = LogFormat === 'JSON' ? { ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' } : {}
  return { LogGroup: `/aws/lambda/${functionName}`, ...levels, ...given, LogFormat }
}

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SESSION_EXPIRATION',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
])
const VARIABLES_LIMIT = 4096

const checkVariables = (variables: Readonly<Record<string, string>>): void => {
  const reserved = Object.keys(variables).filter(name => RESERVED.has(name))
  if (reserved.length > 0)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    )
  const wrong = Object.keys(variables).find(name => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name))
  if (wrong !== undefined)
    throw invalidParameter(
      `The environment variable name '${wrong}' must start with a letter and have letters, digits and underscores only, two at least`,
    )
  const size = Buffer.byteLength(JSON.stringify(variables))
  if (size > VARIABLES_LIMIT)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(Object.keys(variables))}, ${size} bytes`,
    )
}

/** Members that Lambda has and the local cloud has not; empty ones ask for nothing. */
const UNSUPPORTED = [
  'VpcConfig',
  'DeadLetterConfig',
  'KMSKeyArn',
  'Layers',
  'FileSystemConfigs',
  'ImageConfig',
  'CodeSigningConfigArn',
  'SnapStart',
  'CapacityProviderConfig',
  'PublishTo',
  'DurableConfig',
  'TenancyConfig',
  'SourceKMSKeyArn',
]

export const refuseUnsupported = (members: Members): void => {
  const given = UNSUPPORTED.filter(name => asksForSomething(members.raw(name)))
  if (members.has('PackageType') && members.string('PackageType', { values: ['Zip', 'Image'] }) === 'Image')
    given.push('PackageType Image')
  if (given.length > 0)
    throw invalidParameter(
      `${given.join(', ')}: not carried out by the local cloud; leave it out to run the function locally`,
    )
}

const asksForSomething = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '' || value === 'None') return false
  if (Array.isArray(value)) return value.some(asksForSomething)
  return isRecord(value) ? Object.values(value).some(asksForSomething) : true
}

export const readArchitectures = (members: Members): readonly string[] | undefined => {
  const given = members.strings('Architectures')
  const wrong = given.find(name => name !== 'x86_64' && name !== 'arm64')
  if (wrong !== undefined || given.length > 1)
    throw members.wrong('Architectures', given.join(', '), 'Member must have one of the values [x86_64, arm64]')
  return given.length > 0 ? given : undefined
}
