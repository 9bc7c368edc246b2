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

/** `folder` is where they will be linked. */
export const findShells = async (path: string, folder: string): Promise<MachineShells> => {
  const sh = await realpath('/bin/sh').catch(() => '/bin/sh')
  const found: Partial<Record<ShellName, FoundShell>> = {}
  for (const name of NAMES) {
    const file = basename(sh) === name ? sh : await findCommand(name, path)
    if (file === undefined) continue
    const version = name === 'bash' ? await bashVersion(file) : undefined
    found[name] = { path: file, folder: join(folder, name), ...(version === undefined ? {} : { version }) }
  }
  return { found, sh }
}

export const linkShells = async ({ found }: MachineShells): Promise<void> => {
  for (const [name, { path, folder }] of Object.entries(found)) {
    await mkdir(folder, { recursive: true })
    for (const link of ['sh', name]) await symlink(path, join(folder, link))
  }
}

const run = promisify(execFile)

const bashVersion = (file: string): Promise<string | undefined> =>
  run(file, ['-c', 'printf %s "$BASH_VERSION"'], { env: {} }).then(
    ({ stdout }) => /^[\d.]+/.exec(stdout)?.[0],
    () => undefined,
  )
