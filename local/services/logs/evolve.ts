// How each recorded change alters log groups and resource policies.

import type { Evolving } from '../../core/trail.ts'
import type { LogGroup, LogsState } from './state.ts'
import { evolving } from './trail.ts'

const put = ({ groups }: Evolving<LogsState>, group: LogGroup): void => {
  groups.set(group.logGroupName, group)
}

export const evolve = evolving({
  CreateLogGroup: put,
  PutRetentionPolicy: put,
  DeleteRetentionPolicy: put,
  AssociateKmsKey: put,
  DisassociateKmsKey: put,
  TagResource: put,
  UntagResource: put,
  TagLogGroup: put,
  DeleteLogGroup: ({ groups }, { logGroupName }) => {
    groups.delete(logGroupName)
  },
  PutResourcePolicy: ({ policies }, policy) => {
    policies.set(policy.policyName, policy)
  },
  DeleteResourcePolicy: ({ policies }, { policyName }) => {
    policies.delete(policyName)
  },
})
