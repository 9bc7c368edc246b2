// What CloudWatch Logs keeps as state: the log groups, and who may write to them. Streams and what they say are files.

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

export interface ResourcePolicy {
  readonly policyName: string
  /** As given. */
  readonly policyDocument: string
  /** Milliseconds. */
  readonly lastUpdatedTime: number
}

export interface LogsState {
  readonly groups: ReadonlyMap<string, LogGroup>
  readonly policies: ReadonlyMap<string, ResourcePolicy>
}

export const initialState = (): LogsState => ({ groups: new Map(), policies: new Map() })
