// How an invocation ends without an answer of the function's, in Lambda's words.

import { constants } from 'node:os'
/** How one invocation ended. A failed function is a value: only `failed` says so. */
export interface Outcome {
  readonly payload: Uint8Array
  readonly failed: boolean
}

/** An invocation that the sandbox itself ends. */
export const failure = (errorType: string, errorMessage: string): Outcome => ({
  payload: Buffer.from(JSON.stringify({ errorType, errorMessage })),
  failed: true,
})

/** How a process ended; a shell above it, where there is one, tells a signal as an exit code. A function that exits so itself is taken for killed. */
export const reasonOf = (code: number | null, signal: NodeJS.Signals | null, belowShell: boolean): string => {
  const ending = signal ?? (belowShell && code !== null ? SIGNAL_NAMES.get(code - 128) : undefined)
  if (ending) return `Runtime exited with error: signal: ${SIGNALS[ending] ?? ending}`
  return code ? `Runtime exited with error: exit status ${code}` : 'Runtime exited without providing a reason'
}

/** By number. */
const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

const SIGNALS: Readonly<Record<string, string>> = {
  SIGKILL: 'killed',
  SIGTERM: 'terminated',
  SIGSEGV: 'segmentation fault',
  SIGABRT: 'aborted',
}
