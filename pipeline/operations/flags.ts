// The flags of a command line: each is on or off.
import { parseArgs } from 'node:util'
import { HelpAsked, OperationError } from './session.ts'

/** Which of the flags are given. Throws an OperationError when another one is, HelpAsked for `--help`. */
export function readFlags<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
  usage: string,
): Record<Name, boolean> {
  const given = parse(args, [...names, 'help'], usage)
  if (given.includes('help')) throw new HelpAsked(usage)
  return Object.fromEntries(names.map(name => [name, given.includes(name)])) as Record<Name, boolean>
}

function parse(args: readonly string[], names: readonly string[], usage: string): string[] {
  const { tokens } = parseArgs({ args: [...args], options: {}, strict: false, tokens: true })
  const unknown = tokens.find(token => token.kind !== 'option' || !names.includes(token.name))
  if (unknown) throw new OperationError(`'${args[unknown.index]}' is none of its options.\n${usage}`)
  return tokens.flatMap(token => (token.kind === 'option' ? token.name : []))
}
