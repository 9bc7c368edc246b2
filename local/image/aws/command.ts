// What every command of the image's `aws` gets, and how it says what is wrong.
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  print(text: string): void
  complain(text: string): void
}

export type Command = (args: readonly string[], surroundings: Surroundings) => Promise<void>

export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number

  constructor(message: string, exitCode = 255) {
    super(message)
    this.exitCode = exitCode
  }
}

export interface Arguments {
  readonly positional: readonly string[]
  readonly options: Readonly<Record<string, string>>
  /** Of options that take several values, or may be given several times. */
  readonly lists: Readonly<Record<string, readonly string[]>>
  readonly flags: ReadonlySet<string>
}

/** Of all commands: taken and without effect here, because the output is what it is. */
const GLOBAL_OPTIONS = ['region', 'endpoint-url', 'output', 'query', 'cli-connect-timeout', 'cli-read-timeout', 'color']
const GLOBAL_FLAGS = ['no-cli-pager', 'no-paginate', 'no-verify-ssl', 'debug']

/** @throws CommandError an option that the command does not have */
export const readArguments = (
  args: readonly string[],
  options: readonly string[],
  flags: readonly string[] = [],
  lists: readonly string[] = [],
): Arguments => {
  const given = {
    positional: [] as string[],
    options: {} as Record<string, string>,
    lists: {} as Record<string, string[]>,
    flags: new Set<string>(),
  }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    const [, name = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? []
    if (name === '') given.positional.push(arg)
    else if ([...flags, ...GLOBAL_FLAGS].includes(name)) given.flags.add(name)
    else if (lists.includes(name)) {
      const values = inline === undefined ? valuesAt(args, at + 1) : [inline]
      if (values.length === 0) throw new CommandError(`aws: the option --${name} expects values`, 252)
      given.lists[name] = [...(given.lists[name] ?? []), ...values]
      at += inline === undefined ? values.length : 0
    } else if ([...options, ...GLOBAL_OPTIONS].includes(name)) {
      const value = inline ?? args[++at]
      if (value === undefined) throw new CommandError(`aws: the option --${name} expects a value`, 252)
      given.options[name] = value
    } else throw new CommandError(`aws: the option --${name} is not part of this command in the local build image`, 252)
  }
  return given
}

const valuesAt = (args: readonly string[], from: number): readonly string[] => {
  const next = args.findIndex((arg, at) => at >= from && arg.startsWith('--'))
  return args.slice(from, next === -1 ? undefined : next)
}

/** @throws CommandError */
export const required = (given: Arguments, name: string): string => {
  const value = given.options[name]
  if (value) return value
  throw new CommandError(`aws: the following arguments are required: --${name}`, 252)
}
