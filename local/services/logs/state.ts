// What CloudWatch Logs keeps as state: the log groups. Streams and what they say are files.
import { API_CALL, apiCall, type Fact, type ServiceEvent, type TrailDetail } from '../../core/event.ts'

export interface LogGroup {
  readonly logGroupName: string
  /** Without `:*` at the end. */
  readonly logGroupArn: string
  /** Milliseconds. */
  readonly creationTime: number
  readonly retentionInDays?: number
  readonly kmsKeyId?: string
  readonly logGroupClass: string
  readonly tags: Readonly<Record<string, string>>
}

export interface LogsState {
  readonly groups: Map<string, LogGroup>
}

export const initialState = (): LogsState => ({ groups: new Map() })

/** A group was made or changed: the fact carries all of it. */
export const changed = (operation: string, group: LogGroup): Fact =>
  apiCall('logs', operation, group.logGroupArn, null, { group })

export const deleted = (group: LogGroup): Fact =>
  apiCall('logs', 'DeleteLogGroup', group.logGroupArn, null, { logGroupName: group.logGroupName })

interface Carried {
  readonly group?: LogGroup
  readonly logGroupName?: string
}

export const evolve = (state: LogsState, event: ServiceEvent): void => {
  if (event['detail-type'] !== API_CALL) return
  const { group, logGroupName } = ((event.detail as TrailDetail).responseElements ?? {}) as Carried
  if (group) state.groups.set(group.logGroupName, group)
  else if (logGroupName !== undefined) state.groups.delete(logGroupName)
}
