// The runtimes of this machine, which stand for those of a build image besides Node.js.
// https://docs.aws.amazon.com/codebuild/latest/userguide/runtime-versions.html
import { execFile } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { behindShim, findCommands, PATIENCE } from './find-command.ts'

export interface FoundRuntime {
  /** `3.11.7` */
  readonly version: string
  /** The program itself, links followed. */
  readonly path: string
}

interface Program {
  readonly command: string
  /** How it is asked for its version. */
  readonly ask: readonly string[]
  /** Other names that the image has it, or what is beside it, under: name to name. */
  readonly also?: Readonly<Record<string, string>>
}

/** By the name that a buildspec has for it. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  dotnet: { command: 'dotnet', ask: ['--version'] },
  golang: { command: 'go', ask: ['version'] },
  java: { command: 'java', ask: ['-version'], also: { javac: 'javac', jar: 'jar' } },
  php: { command: 'php', ask: ['--version'] },
  python: { command: 'python3', ask: ['--version'], also: { python: 'python3', pip: 'pip3', pip3: 'pip3' } },
  ruby: { command: 'ruby', ask: ['--version'], also: { gem: 'gem', bundle: 'bundle' } },
}

type Environment = Readonly<Record<string, string | undefined>>

const run = promisify(execFile)

/** Undefined when the machine has none that runs without the user's own environment. */
export const findRuntime = async (
  name: string,
  path: string,
  userEnv: Environment,
): Promise<FoundRuntime | undefined> => {
  const program = PROGRAMS[name]
  if (!program) return undefined
  for (const file of await findCommands(program.command, path)) {
    const own = await behindShim(file, program.command, userEnv)
    const version = own && (await versionOf(own, program.ask))
    if (version) return { version, path: own }
  }
  return undefined
}

const versionOf = (path: string, ask: readonly string[]): Promise<string | undefined> =>
  run(path, [...ask], { env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent' }, timeout: PATIENCE }).then(
    ({ stdout, stderr }) => /\d+(\.\d+)*/.exec(stdout || stderr)?.[0],
    () => undefined,
  )

/** A folder with the runtime's commands, for the PATH of a build that asks for it. */
export const linkRuntime = async (name: string, { path }: FoundRuntime, folder: string): Promise<string> => {
  const { command = name, also = {} } = PROGRAMS[name] ?? {}
  await mkdir(folder, { recursive: true })
  await symlink(path, join(folder, command))
  for (const [link, to] of Object.entries(also)) {
    if (link === command) continue
    const [file] = to === command ? [path] : await findCommands(to, dirname(path))
    if (file) await symlink(file, join(folder, link))
  }
  return folder
}
