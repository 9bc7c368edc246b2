// What a client hears when the machine takes nothing more: an error of AWS's, with the machine's own reason.
// https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html (ServiceUnavailable, 503)

import { ServiceError } from '../../core/errors.ts'
import { StateNotKeptError } from '../../host/log/event-log.ts'
import { machineFault } from '../../host/machine-fault.ts'

/** The call cannot be carried out on this machine as it is; the caller has done nothing wrong. */
export class UnavailableError extends ServiceError {
  constructor(reason: string) {
    super('ServiceUnavailable', `The local cloud cannot carry this out: ${reason}`, 503)
  }
}

/** A disk that takes nothing more as AWS's clients know it; anything else as it is. */
export const asUnavailable = (error: unknown): unknown => {
  const reason = error instanceof StateNotKeptError ? error.message : machineFault(error)
  return reason === undefined ? error : new UnavailableError(reason)
}
