// Whether this machine can isolate processes: it is tried once, with a process that looks around.

import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, lstat, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, isolate } from './command.ts'
import { isBelow, type Machine, type View } from './view.ts'

export type Isolation =
  | { readonly isOn: true; readonly machine: Machine; readonly canCopy: boolean }
  /** Why not: the rest of a sentence that begins with 'because'. */
  | { readonly isOn: false; readonly reason: string }

let found: Promise<Isolation> | undefined

/** The same answer for the life of this process. LOCAL_ISOLATION=off makes it no. */
export const isolation = (): Promise<Isolation> => {
  found ??= detect(process.env.LOCAL_ISOLATION, process.platform)
  return found
}

export const detect = async (setting: string | undefined, platform: string): Promise<Isolation> => {
  if (setting === 'off') return { isOn: false, reason: 'LOCAL_ISOLATION=off asks for none' }
  if (platform !== 'linux') return { isOn: false, reason: `${platform} has no user namespaces, which Linux has` }
  const machine = await lookAround()
  const reason = await tryOut(machine, true)
  if (reason === undefined) return { isOn: true, machine, canCopy: true }
  const without = await tryOut(machine, false)
  return without === undefined ? { isOn: true, machine, canCopy: false } : { isOn: false, reason: without }
}

/** Where systems keep commands and libraries. Not here: home, var, run, srv, mnt, and whatever else people name folders. */
const SYSTEM = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32', 'usr', 'etc', 'opt', 'nix', 'gnu'].map(
  name => `/${name}`,
)
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'].map(name => `/dev/${name}`)

const KERNEL = ['sys', 'sysrq-trigger', 'irq', 'bus', 'fs', 'acpi', 'scsi'].map(name => `/proc/${name}`)

const lookAround = async (): Promise<Machine> => {
  const isRoot = process.getuid?.() === 0
  const system: string[] = []
  const links: { at: string; to: string }[] = [
    { at: '/dev/fd', to: '/proc/self/fd' },
    { at: '/var/tmp', to: '/tmp' },
    { at: '/dev/stdin', to: '/proc/self/fd/0' },
    { at: '/dev/stdout', to: '/proc/self/fd/1' },
    { at: '/dev/stderr', to: '/proc/self/fd/2' },
  ]
  for (const at of SYSTEM) {
    const status = await lstat(at).catch(() => undefined)
    if (status?.isSymbolicLink()) links.push({ at, to: await readlink(at) })
    else if (status?.isDirectory()) system.push(at)
  }
  // Where systemd keeps the file, /etc has a link to it.
  const resolver = await realpath('/etc/resolv.conf').catch(() => '/etc/resolv.conf')
  const isElsewhere = !system.some(folder => isBelow(resolver, folder))
  return {
    system,
    links,
    files: [...DEVICES, ...(isElsewhere ? [resolver] : [])],
    masks: isRoot ? await privateEntries('/etc') : [],
    mounts: await readMounts(),
    kernel: isRoot ? await existing(KERNEL) : [],
  }
}

const existing = async (paths: readonly string[]): Promise<readonly string[]> => {
  const found = await Promise.all(paths.map(path => lstat(path).catch(() => undefined)))
  return paths.filter((_, index) => found[index] !== undefined)
}

/** What others may not read. Root may, also in a user namespace. */
const privateEntries = async (folder: string): Promise<Machine['masks']> => {
  const masks: { at: string; isFolder: boolean }[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    const at = join(folder, name)
    const status = await lstat(at).catch(() => undefined)
    if (!status || status.isSymbolicLink()) continue
    const isFolder = status.isDirectory()
    if ((status.mode & (isFolder ? constants.S_IXOTH : constants.S_IROTH)) === 0) masks.push({ at, isFolder })
    else if (isFolder) masks.push(...(await privateEntries(at)))
  }
  return masks
}

const LOCKED = ['nosuid', 'nodev', 'noexec']

/** https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */
const readMounts = async (): Promise<Machine['mounts']> =>
  (await readFile('/proc/self/mountinfo', 'utf8'))
    .split('\n')
    .map(line => line.split(' '))
    .flatMap(([, , , , at, options]) =>
      at && options ? [{ at: unescaped(at), flags: options.split(',').filter(option => LOCKED.includes(option)) }] : [],
    )

const unescaped = (path: string): string =>
  path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/** Nothing of the machine's temporary folder is seen, what may be written is written, and the process is among the first of its namespace. */
const LOOK = '[ ! -e "$1" ] && [ "$$" -lt 9 ] && : > /tmp/written && ! (: > /written) 2>/dev/null; exit $?'

/** Undefined when it goes well, else the reason. */
const tryOut = async (machine: Machine, copies: boolean): Promise<string | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'local-isolation-'))
  try {
    const [temporary, lower, changes, secret] = ['tmp', 'lower', 'changes', 'secret'].map(name => join(folder, name))
    if (!temporary || !lower || !changes || !secret) return undefined
    for (const path of [temporary, lower, join(changes, 'upper'), join(changes, 'work')])
      await mkdir(path, { recursive: true })
    await writeFile(secret, '')
    const view: View = {
      readable: [],
      writable: [{ at: '/tmp', from: temporary }],
      copied: copies ? [{ at: '/copy', from: lower, changes }] : [],
      hidden: [folder],
    }
    const parameters = ['-c', copies ? `: > /copy/written && ${LOOK}` : LOOK, 'look', secret]
    const command = { program: '/bin/sh', parameters, env: { PATH: '/usr/bin:/bin' }, cwd: '/' }
    await run(isolate(command, view, machine, folder))
    await access(join(temporary, 'written'))
    return undefined
  } catch (error) {
    return reasonOf(error)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Milliseconds for a trial; a machine that is busy is not one without isolation. */
const PATIENCE = 120_000

const run = ({ program, parameters, env, cwd, input }: Command): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = execFile(program, [...parameters], { env, cwd, timeout: PATIENCE }, (error, _, stderr) => {
      if (error) reject('code' in error && error.code === 'ENOENT' ? error : new Error(stderr.trim() || error.message))
      else resolve()
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ENOENT') return 'setpriv and unshare (of util-linux) are not installed'
  return `a trial said '${error.message.split('\n')[0]}'`
}
