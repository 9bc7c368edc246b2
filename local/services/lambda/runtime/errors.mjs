// An error as Lambda reports it: { errorType, errorMessage, trace }.

export const errorOf = thrown =>
  thrown instanceof Error || (thrown && typeof thrown === 'object' && 'message' in thrown && 'stack' in thrown)
    ? {
        errorType: String(thrown.name ?? 'Error'),
        errorMessage: String(thrown.message),
        trace: String(thrown.stack ?? '').split('\n'),
      }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] }

/** An error of the runtime itself, with one of Lambda's own names. */
export const runtimeError = (name, message, cause) =>
  Object.assign(new Error(message, cause ? { cause } : {}), { name })
