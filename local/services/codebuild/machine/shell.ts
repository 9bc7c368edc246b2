// The shell of a build. Each command is a script of its own, which begins with what the last one left: as CodeBuild's agent does it.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-cmd.html
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from '../../../host/isolation/command.ts'
import { readInside } from '../../../host/isolation/inside.ts'
import { type RunningProcess, startProcess } from '../../../host/processes.ts'

export interface ShellOptions {
  /** What runs the scripts: a path, or a name on the PATH. */
  readonly program: string
  /** For the scripts, which the build reads, and what one command leaves to the next, which the build writes. */
  readonly folder: string
  /** Where its processes are noted, for a start after this process was killed. */
  readonly notes: string
  /** Where the first command runs. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly onOutput: (chunk: Buffer) => void
  /** Isolates a command of this shell, which sees the two folders, and makes what that takes in the third. */
  readonly shutIn?: (command: Command, shell: ShellFolders, folder: string) => Command
}

export interface ShellFolders {
  readonly scripts: string
  readonly state: string
}

export interface BuildShell {
  /** Runs one command to its end; its exit status. `settings` become variables of the command first. */
  run(command: string, settings?: Readonly<Record<string, string>>): Promise<number>
  /** Values of the variables as the last command left them; unset is empty. */
  variables(names: readonly string[]): Promise<readonly string[]>
  /** Ends all that the commands started. */
  stop(grace?: number): Promise<void>
}

/**
 * What a command leaves to the next one: the folder and every variable, because all that are set are exported. `export -p` shows no arrays and
 * no functions, so they do not last; and a command that ends its shell (`exit 0`, `set -e`) leaves nothing.
 * Unverified: a variable that the build began with and that a command unset is there again in the next one.
 */
const scriptOf = (state: string, settings: Readonly<Record<string, string>>, command: string): string => {
  const exports = Object.entries(settings).map(([name, value]) => `; export ${name}=${quoted(value)}`)
  return `IFS= read -r codebuild_folder < ${quoted(`${state}/folder`)}; cd "$codebuild_folder"; unset codebuild_folder
. ${quoted(`${state}/variables`)}${exports.join('')}
set -a
${command}
CODEBUILD_LAST_EXIT=$?
export -p > ${quoted(`${state}/variables`)}
pwd > ${quoted(`${state}/folder`)}
exit $CODEBUILD_LAST_EXIT
`
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/**
 * Scripts arrive as paths on file descriptor 3; after each one there is a mark with its exit status in the output, which nobody else knows how to
 * write. What the driver would say itself ('Killed') is no output of the build's. It stays, with what the commands left running, until the build
 * lets go of it.
 */
const driver = (mark: string): string => `exec 2> /dev/null
while IFS= read -r script <&3; do
  "$1" "$script" 2>&1 3<&- < /dev/null
  printf '\\000${mark}%s\\000' "$?"
done`

/** The exit status of a shell that SIGTERM ended. */
const TERMINATED = 143

export const openShell = async (options: ShellOptions): Promise<BuildShell> => {
  const { folder } = options
  const folders = { scripts: join(folder, 'scripts'), state: join(folder, 'state') }
  for (const made of Object.values(folders)) await mkdir(made, { recursive: true })
  await writeFile(join(folders.state, 'folder'), `${options.cwd}\n`)
  await writeFile(join(folders.state, 'variables'), '')
  // A letter first: a digit would be read as part of the zero byte before it.
  const mark = `m${randomBytes(16).toString('hex')}`
  const used: RunningProcess[] = []
  let running: RunningProcess | undefined
  let scripts = 0
  let stopped = false
  let awaited: ((status: number) => void) | undefined
  const answer = (status: number): void => {
    awaited?.(status)
    awaited = undefined
  }

  const start = (): RunningProcess => {
    const command: Command = {
      program: '/bin/sh',
      parameters: ['-c', driver(mark), 'driver', options.program],
      env: options.env,
      cwd: options.cwd,
    }
    const { program, parameters, env, cwd, input } =
      options.shutIn?.(command, folders, join(folder, `sandbox-${used.length}`)) ?? command
    const started = startProcess(program, parameters, {
      cwd,
      env,
      control: true,
      notes: options.notes,
      onOutput: markReader(mark, options.onOutput, status => {
        if (running === started) answer(status)
      }),
      ...(input === undefined ? {} : { input }),
    })
    used.push(started)
    running = started
    started.ended.then(({ exitCode, failure }) => {
      if (failure) options.onOutput(Buffer.from(`${options.program}: ${failure}\n`))
      if (running !== started) return
      running = undefined
      answer(exitCode ?? 127)
    })
    return started
  }

  const run: BuildShell['run'] = async (command, settings = {}) => {
    // A number, and a name without quotes: the path is ours.
    const script = join(folders.scripts, `${++scripts}.sh`)
    await writeFile(script, scriptOf(folders.state, settings, command))
    // Stopped while the script was written: nothing may begin that nobody would end.
    if (stopped) return TERMINATED
    const status = new Promise<number>(resolve => {
      awaited = resolve
    })
    const one = running ?? start()
    one.control?.write(`${script}\n`)
    return await status
  }

  return {
    run,
    variables: async names => {
      const file = join(folders.state, 'values')
      const values = names.map(name => `"\${${name}-}"`).join(' ')
      await run(names.length > 0 ? `printf '%s\\000' ${values} > ${quoted(file)}` : `: > ${quoted(file)}`)
      return (await readInside(folders.state, file)).split('\0').slice(0, names.length)
    },
    stop: async grace => {
      stopped = true
      for (const process of used) process.control?.end()
      await Promise.all(used.map(process => process.stop(grace)))
    },
  }
}

/** Takes the marks out of the output, also those that arrive in two pieces, and passes on the rest. */
export const markReader = (
  mark: string,
  onOutput: (chunk: Buffer) => void,
  onMark: (status: number) => void,
): ((chunk: Buffer) => void) => {
  const whole = new RegExp(`\\0${mark}(\\d+)\\0`)
  const longest = mark.length + 5
  let held = Buffer.alloc(0)
  return chunk => {
    let rest = Buffer.concat([held, chunk]).toString('latin1')
    for (let found = whole.exec(rest); found; found = whole.exec(rest)) {
      if (found.index > 0) onOutput(Buffer.from(rest.slice(0, found.index), 'latin1'))
      onMark(Number(found[1]))
      rest = rest.slice(found.index + found[0].length)
    }
    const zero = rest.indexOf('\0', Math.max(0, rest.length - longest))
    const cut = zero === -1 ? rest.length : zero
    if (cut > 0) onOutput(Buffer.from(rest.slice(0, cut), 'latin1'))
    held = Buffer.from(rest.slice(cut), 'latin1')
  }
}
