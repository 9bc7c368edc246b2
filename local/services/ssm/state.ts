// Parameters and their versions. What they hold are files: values may be secret, and the log must not have them.

export type ParameterType = 'String' | 'StringList' | 'SecureString'

export interface ParameterVersion {
  readonly Version: number
  readonly Type: ParameterType
  /** ISO 8601 */
  readonly LastModifiedDate: string
  readonly LastModifiedUser: string
  readonly Tier: 'Standard' | 'Advanced'
  readonly Description?: string
  readonly AllowedPattern?: string
  /** Of a SecureString: the key's ARN, or the alias of the key that AWS manages. */
  readonly KeyId?: string
  /** The name of the file that holds the value. */
  readonly file: string
}

export interface Parameter {
  readonly Name: string
  readonly ARN: string
  /** Oldest first, never empty. */
  readonly versions: readonly ParameterVersion[]
  readonly tags: Readonly<Record<string, string>>
}

export interface SsmState {
  /** By name. */
  readonly parameters: ReadonlyMap<string, Parameter>
}

export const initial = (): SsmState => ({ parameters: new Map() })

export const newestOf = ({ versions }: Parameter): ParameterVersion => {
  const newest = versions.at(-1)
  if (!newest) throw new Error('a parameter without versions')
  return newest
}
