/** The code of what a call to the machine threw: `ENOENT`, `EEXIST`, … */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
