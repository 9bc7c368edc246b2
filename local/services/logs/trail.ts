// What CloudWatch Logs records: a group or a resource policy that was made or changed, as a whole.

import { trailOf } from '../../core/trail.ts'
import type { LogGroup, LogsState, ResourcePolicy } from './state.ts'

export type GroupChange =
  | 'CreateLogGroup'
  | 'PutRetentionPolicy'
  | 'DeleteRetentionPolicy'
  | 'AssociateKmsKey'
  | 'DisassociateKmsKey'
  | 'TagResource'
  | 'UntagResource'
  | 'TagLogGroup'

type Changes = Readonly<Record<GroupChange, LogGroup>> & {
  DeleteLogGroup: { readonly logGroupName: string }
  PutResourcePolicy: ResourcePolicy
  DeleteResourcePolicy: { readonly policyName: string }
}

export const { changed, evolving } = trailOf<LogsState, Changes>()('aws.logs')
