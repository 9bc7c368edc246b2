// Reads the JSON of a report, whose shape nobody has promised.

/** @throws Error the text is no JSON */
export const readJson = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${file}: not valid JSON: ${error instanceof Error ? error.message : error}`)
  }
}

/** The member, or nothing when there is no object. */
export const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

export const listIn = (value: unknown, name: string): readonly unknown[] => {
  const list = memberOf(value, name)
  return Array.isArray(list) ? list : []
}

export const entriesIn = (value: unknown, name: string): Readonly<Record<string, unknown>> => {
  const member = memberOf(value, name)
  return typeof member === 'object' && member !== null && !Array.isArray(member) ? { ...member } : {}
}

export const textIn = (value: unknown, name: string): string => {
  const member = memberOf(value, name)
  return typeof member === 'string' || typeof member === 'number' ? String(member) : ''
}
