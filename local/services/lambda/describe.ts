// A function's configuration in the form that Lambda answers.

import type { Desk } from '../../core/service.ts'
import { readVariables } from './machine/environment-store.ts'
import { functionArn } from './names.ts'
import type { Configuration, LambdaState } from './state.ts'

/**
 * `qualifier` is what was asked with: the ARN ends with it; `'version'` stands for the version's own number. Without one the ARN is the
 * function's.
 */
export const describe = (desk: Desk<LambdaState>, configuration: Configuration, qualifier?: string) => {
  const { SnapStart, ...listed } = describeInList(desk, configuration, qualifier)
  // Differs from AWS: a function is active, and its updates are done, as soon as the call is answered.
  return { ...listed, State: 'Active', LastUpdateStatus: 'Successful', SnapStart }
}

/**
 * Lists say nothing of states.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
 */
export const describeInList = (desk: Desk<LambdaState>, configuration: Configuration, qualifier?: string) => {
  const { environmentId, ...wire } = configuration
  const asked = qualifier === 'version' ? configuration.Version : qualifier
  const reference = { name: configuration.FunctionName, ...(asked ? { qualifier: asked } : {}) }
  return {
    ...wire,
    FunctionArn: functionArn(desk, reference),
    ...(environmentId ? { Environment: { Variables: readVariables(desk, environmentId) } } : {}),
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  }
}
