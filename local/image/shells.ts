// The shells of this machine, which stand for `sh` and `bash` of a build image.
import { execFile } from 'node:child_process'
import { mkdir, realpath, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { findCommand } from './find-command.ts'

export type ShellName = 'bash' | 'dash'

export interface FoundShell {
  /** Links followed. */
  readonly path: string
  /** For the PATH: has it as `sh`, and bash as `bash`. */
  readonly folder: string
  /** Of bash: `5.2.15`. */
  readonly version?: string
}

export interface MachineShells {
  readonly found: Readonly<Partial<Record<ShellName, FoundShell>>>
  /** Where `/bin/sh` leads on this machine. */
  readonly sh: string
}

const NAMES: readonly ShellName[] = ['bash', 'dash']

/** Links to what there is are made in the folder. */
export const findShells = async (path: string, folder: string): Promise<MachineShells> => {
  const sh = await realpath('/bin/sh').catch(() => '/bin/sh')
  const found: Partial<Record<ShellName, FoundShell>> = {}
  for (const name of NAMES) {
    const file = basename(sh) === name ? sh : await findCommand(name, path)
    if (file === undefined) continue
    const own = join(folder, name)
    await mkdir(own, { recursive: true })
    for (const link of new Set(['sh', name])) await symlink(file, join(own, link))
    const version = name === 'bash' ? await bashVersion(file) : undefined
    found[name] = { path: file, folder: own, ...(version === undefined ? {} : { version }) }
  }
  return { found, sh }
}

const run = promisify(execFile)

const bashVersion = (file: string): Promise<string | undefined> =>
  run(file, ['-c', 'printf %s "$BASH_VERSION"'], { env: {} }).then(
    ({ stdout }) => /^[\d.]+/.exec(stdout)?.[0],
    () => undefined,
  )
