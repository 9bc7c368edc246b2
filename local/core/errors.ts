// What AWS refuses: an error code, AWS's words, and an HTTP status. Every codec turns it into its protocol's error form.

export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  /** AWS's error code exactly as the SDKs expect it, for example `PipelineNotFoundException` or `ValidationError`. */
  readonly code: string
  /** HTTP status. */
  readonly status: number
  /** Further members of the error's shape. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.code = code
    this.status = status
    this.members = members
  }
}

/** 501 with the operation's name: what is not emulated says so. */
export const notEmulated = (signingName: string, operation: string): ServiceError =>
  new ServiceError(
    'NotImplemented',
    `${signingName}:${operation} is not carried out by the local cloud; docs/coverage.md lists what is`,
    501,
  )

/** 501 with the names of what was asked for and nobody carries out: no input is dropped in silence. */
export const notCarriedOut = (signingName: string, operation: string, members: readonly string[]): ServiceError =>
  new ServiceError(
    'NotImplemented',
    `${members.join(', ')} of ${signingName}:${operation} ${members.length === 1 ? 'is' : 'are'} not carried out by the local cloud; leave ${members.length === 1 ? 'it' : 'them'} out (docs/coverage.md lists what is)`,
    501,
  )

/** The error as one line for a person, whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** For the `default` of a switch over a union: the compiler proves that no case is missing. */
export const unreachable = (value: never): never => {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`)
}
