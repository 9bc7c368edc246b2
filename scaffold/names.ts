// Names as files, constants and messages have them.

/** `ListGrants` and `AWSThing2` as `list-grants` and `aws-thing2`. */
export const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll('.', '-')
    .toLowerCase()

/** `list-grants` as `ListGrants`. */
export const pascal = (name: string): string =>
  name
    .split('-')
    .map(part => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join('')

/** `ListGrants` and `list-grants` as `listGrants`, `SQS` as `sqs`. */
export const camel = (name: string): string => {
  const words = pascal(kebab(name))
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`
}

/** `; did you mean 'ListGrants'?` where a known name is near, else nothing. */
export const meant = (given: string, known: readonly string[]): string => {
  const [best] = known
    .map(name => ({ name, away: distance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.away - b.away)
  return best && best.away <= Math.max(2, given.length / 3) ? `; did you mean '${best.name}'?` : ''
}

/** Letters to add, to take away or to change. */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1]
    for (const [at, wanted] of [...other].entries())
      next.push(Math.min((row[at] ?? 0) + (letter === wanted ? 0 : 1), (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}
