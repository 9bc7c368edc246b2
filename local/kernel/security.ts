// What the runtime asks before it carries out a call; security.ts at the root answers by IAM's state.

import type { Access, ConditionContext } from '../core/policy.ts'
import type { Principal, RoleSession } from '../core/principal.ts'
import type { Credentials, Desk, Directory } from '../core/service.ts'

/** Who may do what, and which keys belong to whom. */
export interface Security {
  /** @throws ServiceError AccessDenied */
  authorize(principal: Principal, access: readonly Access[], context: ConditionContext): void
  /** @throws ServiceError AccessDenied */
  assume(roleArn: string, by: Parameters<Desk<unknown>['assume']>[1]): RoleSession
  issueCredentials(principal: Principal, durationSeconds: number): Credentials
  secretOf(accessKeyId: string): string
  identify: Desk<unknown>['identify']
  readonly directory: Directory
}
