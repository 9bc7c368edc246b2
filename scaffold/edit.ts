// Adds a line to a list that stands in a file. Biome puts it in its place and breaks long lines afterwards.

/** @throws Error when the file no longer has what the line belongs into */
const after = (text: string, found: RegExp, what: string, added: string): string => {
  const match = found.exec(text)
  if (!match)
    throw new Error(`${what} is not found, so nothing can be added to it; scaffold/edit.ts says how it is looked for`)
  const end = match.index + match[0].length
  return text.slice(0, end) + added + text.slice(end)
}

/** In front of the first import, or of the first line that is no comment. */
export const withImport = (text: string, line: string): string =>
  after(text, /^(?:(?:\/\/.*)?\n)*/, 'the head of the file', `${line}\n`)

/** At the end of `const NAME… = [ … ]` whose last line is a bracket of its own. */
export const withItem = (text: string, list: string, item: string): string =>
  after(text, new RegExp(`const ${list}\\b[^=]*= \\[[^\\]]*(?=\\n\\])`), `the list ${list}`, `\n  ${item},`)

/** At the beginning of the table that `operations:` of a service's record is. */
export const withOperation = (text: string, entry: string): string =>
  after(text, /^ +operations: [^{\n]*\n? *\{/m, "the service's operations", ` ${entry}, `)

/** At the beginning of the table of routes. */
export const withRoute = (text: string, entry: string): string =>
  after(text, /^export const \w+: Readonly<Record<string, Route>> = \{/m, 'the table of routes', `\n  ${entry},`)

/** In the place of its key, as the alphabet has it. */
export const withClient = (text: string, key: string, value: string): string => {
  const table = /const CLIENTS\b[^=]*= \{\n(?<lines>[^}]*)/.exec(text)?.groups?.lines ?? ''
  const before = table.split('\n').filter(line => /^ {2}\w/.test(line) && line.trim() < `${key}:`)
  const last = before.at(-1)
  const found = last === undefined ? /const CLIENTS\b[^=]*= \{/ : new RegExp(last.replace(/[[\]/.]/g, '\\$&'))
  return after(text, found, 'the table CLIENTS', `\n  ${key}: ${value},`)
}
