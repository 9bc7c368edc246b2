// The command that runs another one isolated: in user, mount, pid and IPC namespaces of its own, made by util-linux.
// https://man7.org/linux/man-pages/man7/user_namespaces.7.html

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Machine, planOf, type View } from './view.ts'

export interface Command {
  readonly program: string
  readonly parameters: readonly string[]
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** What it has to be given on standard input, to the end of it; nothing when absent. */
  readonly input?: string
}

/**
 * First the mounts, as root of a user namespace; then, in one below it, the command as nobody in particular, who can neither change those mounts
 * nor make namespaces. The shell stays: it collects processes that were left behind, and when it ends they all do. It says nothing itself.
 */
const INIT = `
mount -a -T "$1" || exit 125
exec 9>&2 2>/dev/null
(exec unshare --user --map-user="$3" --map-group="$4" --root="$2" -- /bin/sh 2>&9 9>&-)
exit $?`

/** Makes in the folder what is mounted on. The folder is the process's alone, and may go when the process has ended. */
export const isolate = (command: Command, view: View, machine: Machine, folder: string): Command => {
  const plan = planOf(view, machine, folder)
  for (const path of plan.folders) mkdirSync(path, { recursive: true })
  for (const path of plan.files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '')
  }
  for (const { at, to } of plan.links) {
    mkdirSync(dirname(at), { recursive: true })
    symlinkSync(to, at)
  }
  const mounts = join(folder, 'mounts')
  writeFileSync(mounts, plan.mounts)
  return {
    program: 'setpriv',
    parameters: [
      // When the local cloud dies, this does, and with it the namespace of processes and everything in it.
      ...['--no-new-privs', '--pdeathsig', 'KILL', '--'],
      ...['unshare', '--user', '--map-root-user', '--mount', '--pid', '--ipc', '--fork', '--kill-child', '--'],
      ...['/bin/sh', '-c', INIT, 'isolate', mounts, join(folder, 'root'), ...identity().map(String)],
    ],
    // What the command is told could tell a loader or a shell what to run: until it is shut in, nobody hears of it.
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    cwd: '/',
    input: launch(command),
  }
}

/** Whom the process takes itself for. Root would keep root's capabilities, in its own namespace; user 1 is known on every system. */
const identity = (): readonly [user: number, group: number] => {
  const user = process.getuid?.() ?? 0
  return user === 0 ? [1, 1] : [user, process.getgid?.() ?? user]
}

/** Names that a shell keeps for itself, or cannot export. */
const SHELL_OWN = /^(UID|EUID|PPID|SHELLOPTS|BASHOPTS|BASH_\w*|OPTIND|LINENO|SECONDS|RANDOM|_)$|^[^A-Za-z_]|\W/

/** On standard input: neither the list of processes nor the disk shows it. */
const launch = ({ program, parameters, env, cwd }: Command): string => {
  const variables = Object.entries(env)
  const exported = variables.filter(([name]) => !SHELL_OWN.test(name))
  const others = variables.filter(([name]) => SHELL_OWN.test(name)).map(([name, value]) => `${name}=${value}`)
  const words = [...(others.length > 0 ? ['env', ...others] : []), program, ...parameters]
  return [
    `cd ${quoted(cwd)} || exit 125`,
    'unset OLDPWD PATH',
    ...exported.map(([name, value]) => `export ${name}=${quoted(value)}`),
    `exec ${words.map(quoted).join(' ')} </dev/null`,
    '',
  ].join('\n')
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
