// How an HTTP API reads a path: decoded once, and once more where that leaves an escape.

/** Undefined: 400. A `%3F` cuts the path, as it does on AWS. */
export const decodePath = (path: string): string | undefined => {
  const once = decode(path)
  const twice = once?.includes('%') ? decode(once) : once
  return twice?.split('?')[0]
}

const decode = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
