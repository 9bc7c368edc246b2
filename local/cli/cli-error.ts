// What went wrong, in words for the person at the keyboard: printed as it is, without a stack trace.

export class CliError extends Error {
  override readonly name = 'CliError'
}
