// The shell of a build: one instance for all commands, so that `cd`, variables and functions last from one command to the next.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-cmd.html
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from '../../../host/isolation/command.ts'
import { readInside } from '../../../host/isolation/inside.ts'
import { type RunningProcess, startProcess } from '../../../host/processes.ts'

export interface ShellOptions {
  readonly program: '/bin/sh' | 'bash'
  /** For the scripts, which the build reads, and the state of the shell, which it writes. */
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
  /** Runs one command to its end; its exit status. `settings` become variables of the shell first. */
  run(command: string, settings?: Readonly<Record<string, string>>): Promise<number>
  /** Values of the shell's variables as they are now; unset is empty. */
  variables(names: readonly string[]): Promise<readonly string[]>
  /** Ends the shell and all that its commands started. */
  stop(grace?: number): Promise<void>
}

/*
 * Commands arrive as paths of scripts on file descriptor 3; after each one the shell writes a mark with its exit status to its output, which
 * nobody else knows how to write. A command that ends the shell itself (`exit 3`, a syntax error) gives its exit status to the build; the next
 * command gets a new shell with the variables and the folder that the last one left behind, as far as they were exported.
 */
const driver = (mark: string, folder: string): string => `
exec 2>&1
if [ -f '${folder}/variables' ]; then . '${folder}/variables'; cd "$(cat '${folder}/folder')" || :; fi
codebuild_end() {
  export -p > '${folder}/variables'; pwd > '${folder}/folder'; printf '\\000${mark}%s%s\\000' "$1" "$2"
}
trap 'codebuild_end ended "$?"' EXIT
while IFS= read -r codebuild_script <&3; do
  . "$codebuild_script" 3<&- < /dev/null
  { codebuild_end goes-on "$?"; } 2> /dev/null
done
trap - EXIT
`

/**
 * Says so when the shell could not say its end itself, and stays, with what the commands left running, until the build lets go of it. What it
 * would say itself ('Terminated') is no output of the build's.
 */
const keeper = (mark: string): string =>
  `exec 9>&2 2>/dev/null; (exec "$1" -c "$2" 2>&9 9>&-); printf '\\000${mark}gone%s\\000' "$?"; while IFS= read -r line <&3; do :; done`

/** The exit status of a shell that SIGTERM ended. */
const TERMINATED = 143

export const openShell = async (options: ShellOptions): Promise<BuildShell> => {
  const { folder } = options
  const folders = { scripts: join(folder, 'scripts'), state: join(folder, 'state') }
  for (const made of Object.values(folders)) await mkdir(made, { recursive: true })
  // A letter first: a digit would be read as part of the zero byte before it.
  const mark = `m${randomBytes(16).toString('hex')}`
  const used: RunningProcess[] = []
  let shell: RunningProcess | undefined
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
      parameters: ['-c', keeper(mark), 'keeper', options.program, driver(mark, folders.state)],
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
      onOutput: markReader(mark, options.onOutput, (status, what) => {
        // A shell that said its end has been replaced already; only one that could not say so is answered for.
        if (what === 'gone' && shell !== started) return
        if (what !== 'goes-on') shell = undefined
        answer(status)
      }),
      ...(input === undefined ? {} : { input }),
    })
    used.push(started)
    shell = started
    started.ended.then(({ exitCode, failure }) => {
      if (failure) options.onOutput(Buffer.from(`${options.program}: ${failure}\n`))
      if (shell !== started) return
      shell = undefined
      answer(exitCode ?? 127)
    })
    return started
  }

  const run: BuildShell['run'] = async (command, settings = {}) => {
    // A number, and a name without quotes: the path is ours.
    const script = join(folders.scripts, `${++scripts}.sh`)
    const exports = Object.entries(settings).map(
      ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'; `,
    )
    await writeFile(script, `${exports.join('')}${command}\n`)
    // Stopped while the script was written: no new shell may begin what nobody would end.
    if (stopped) return TERMINATED
    const status = new Promise<number>(resolve => {
      awaited = resolve
    })
    const running = shell ?? start()
    running.control?.write(`${script}\n`)
    return await status
  }

  return {
    run,
    variables: async names => {
      const file = join(folders.state, 'values')
      const values = names.map(name => `"\${${name}-}"`).join(' ')
      await run(names.length > 0 ? `printf '%s\\000' ${values} > '${file}'` : `: > '${file}'`)
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
  onMark: (status: number, what: string) => void,
): ((chunk: Buffer) => void) => {
  const whole = new RegExp(`\\0${mark}(goes-on|ended|gone)(\\d+)\\0`)
  const longest = mark.length + 12
  let held = Buffer.alloc(0)
  return chunk => {
    let rest = Buffer.concat([held, chunk]).toString('latin1')
    for (let found = whole.exec(rest); found; found = whole.exec(rest)) {
      if (found.index > 0) onOutput(Buffer.from(rest.slice(0, found.index), 'latin1'))
      onMark(Number(found[2]), found[1] ?? '')
      rest = rest.slice(found.index + found[0].length)
    }
    const zero = rest.indexOf('\0', Math.max(0, rest.length - longest))
    const cut = zero === -1 ? rest.length : zero
    if (cut > 0) onOutput(Buffer.from(rest.slice(0, cut), 'latin1'))
    held = Buffer.from(rest.slice(cut), 'latin1')
  }
}
