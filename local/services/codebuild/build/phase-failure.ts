// Why a phase failed, as its context says it.
import type { StatusType } from '../state.ts'

/** `YAML_FILE_ERROR`, `CLIENT_ERROR`, `COMMAND_EXECUTION_ERROR`, … */
export class PhaseFailure extends Error {
  override readonly name = 'PhaseFailure'
  readonly statusCode: string
  readonly status: StatusType

  constructor(statusCode: string, message: string, status: StatusType = 'FAILED') {
    super(message)
    this.statusCode = statusCode
    this.status = status
  }
}
