/** The part of a build's id (`project:uuid`) that is its own. */
export const uuidOf = (id: string): string => id.slice(id.indexOf(':') + 1)
