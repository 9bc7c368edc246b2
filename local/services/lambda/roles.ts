// The execution role of a function: who it is when it calls AWS, and whether Lambda may be it at all.

import { ServiceError } from '../../core/errors.ts'
import type { Access } from '../../core/policy.ts'
import type { Principal } from '../../core/principal.ts'
import type { Desk } from '../../core/service.ts'
import { invalidParameter } from './names.ts'
import type { Configuration, LambdaState } from './state.ts'

/** @throws ServiceError when the role's trust policy does not allow Lambda */
export const principalOf = (desk: Desk<LambdaState>, { Role, FunctionName }: Configuration): Principal =>
  desk.assume(Role, { service: 'lambda.amazonaws.com', sessionName: FunctionName })

/** Lambda refuses a function whose role it cannot assume. */
export const checkRole = (desk: Desk<LambdaState>, role: string, functionName: string): void => {
  try {
    desk.assume(role, { service: 'lambda.amazonaws.com', sessionName: functionName })
  } catch (error) {
    if (error instanceof ServiceError)
      throw invalidParameter('The role defined for the function cannot be assumed by Lambda.')
    throw error
  }
}

/** Handing a role to Lambda. */
export const passRole = (role: string): Access => ({
  action: 'iam:PassRole',
  resource: role,
  context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
})
