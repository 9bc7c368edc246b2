// What CloudWatch Logs records: a group that was made or changed, as a whole.

import { type Evolving, trailOf } from '../../core/trail.ts'
import type { LogGroup, LogsState } from './state.ts'

export type GroupChange =
  | 'CreateLogGroup'
  | 'PutRetentionPolicy'
  | 'DeleteRetentionPolicy'
  | 'AssociateKmsKey'
  | 'DisassociateKmsKey'
  | 'TagResource'
  | 'UntagResource'
  | 'TagLogGroup'

type Changes = Readonly<Record<GroupChange, LogGroup>> & { DeleteLogGroup: { readonly logGroupName: string } }

export const { changed, evolving } = trailOf<LogsState, Changes>()('aws.logs')

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
})
