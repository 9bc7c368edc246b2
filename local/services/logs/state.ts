// What CloudWatch Logs keeps as state: the log groups. Streams and what they say are files.

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
  readonly groups: ReadonlyMap<string, LogGroup>
}

export const initialState = (): LogsState => ({ groups: new Map() })
