// The environment of a function's process: Lambda's variables, the execution role's credentials, the function's own; nothing else.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html

import type { Credentials, Desk } from '../../../../core/service.ts'
import type { Configuration, LambdaState } from '../../state.ts'
import { readVariables } from '../environment-store.ts'

export const sandboxEnvironment = (
  desk: Desk<LambdaState>,
  configuration: Configuration,
  streamName: string,
  credentials: Credentials,
): Readonly<Record<string, string>> => ({
  // Differs from AWS: tools of this machine are found here, not those of Amazon Linux.
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  ...readVariables(desk, configuration.environmentId),
  _HANDLER: configuration.Handler,
  AWS_REGION: desk.region,
  AWS_DEFAULT_REGION: desk.region,
  AWS_ENDPOINT_URL: desk.endpoint,
  AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
  AWS_SESSION_TOKEN: credentials.SessionToken,
  AWS_LAMBDA_FUNCTION_NAME: configuration.FunctionName,
  AWS_LAMBDA_FUNCTION_VERSION: configuration.Version,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize),
  AWS_LAMBDA_LOG_GROUP_NAME: configuration.LoggingConfig.LogGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: streamName,
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
})
