// How much processor time this process and everything that it started have used: a machine that is busy with other things makes work slow, and
// work that is slow still uses some.

import { readdirSync, readFileSync } from 'node:fs'

interface Process {
  readonly parent: number
  /** Clock ticks of the process and of those of its children that have ended. */
  readonly ticks: number
}

/** Clock ticks (100 a second) of the tree under this process; of this process alone where there is no /proc. */
export const processorTicks = (): number => {
  const processes = all()
  if (processes.size === 0) {
    const { user, system } = process.cpuUsage()
    return (user + system) / 10_000
  }
  const children = Map.groupBy(processes.keys(), id => processes.get(id)?.parent)
  const ticksOf = (id: number): number =>
    (children.get(id) ?? []).reduce((sum, child) => sum + ticksOf(child), processes.get(id)?.ticks ?? 0)
  return ticksOf(process.pid)
}

const all = (): ReadonlyMap<number, Process> => {
  const ids = list('/proc').filter(name => /^\d+$/.test(name))
  return new Map(
    ids.flatMap(id =>
      [statusOf(id)].filter(status => status !== undefined).map(status => [Number(id), status] as const),
    ),
  )
}

const list = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name stands in parentheses and may hold anything. */
const statusOf = (id: string): Process | undefined => {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [user = 0, system = 0, usersEnded = 0, systemEnded = 0] = fields.slice(11, 15)
    return { parent: fields[1] ?? 0, ticks: user + system + usersEnded + systemEnded }
  } catch {
    // It ended between the listing and now.
    return undefined
  }
}
