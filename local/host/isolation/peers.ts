// Who is at the other end of a loopback connection, as far as the system tells: Linux.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A connection's two ends as its listener sees them. */
export interface Ends {
  readonly localPort: number
  readonly remotePort: number
}

/** Whether the process, or one that it or its children started, holds the other end. True where the system does not tell. */
export const isHeldBy = (pid: number, ends: Ends): boolean => {
  if (process.platform !== 'linux') return true
  const inode = inodeOf(ends)
  return inode !== undefined && [pid, ...descendantsOf(pid)].some(one => holds(one, `socket:[${inode}]`))
}

/** Children of a process, with those that they have. What a process left behind belongs to the first of its namespace, and is found too. */
export const descendantsOf = (pid: number): readonly number[] => {
  const children = tasksOf(pid).flatMap(task => numbers(read(`/proc/${pid}/task/${task}/children`)))
  return children.flatMap(child => [child, ...descendantsOf(child)])
}

/** https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html: addresses in the order of the machine's bytes, ports in hexadecimal. */
const inodeOf = ({ localPort, remotePort }: Ends): string | undefined => {
  const [local, remote] = [hex(remotePort), hex(localPort)]
  for (const table of ['tcp', 'tcp6'])
    for (const line of read(`/proc/self/net/${table}`).split('\n')) {
      const words = line.trim().split(/\s+/)
      if (words[1]?.endsWith(`:${local}`) && words[2]?.endsWith(`:${remote}`)) return words[9]
    }
  return undefined
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')

const holds = (pid: number, what: string): boolean =>
  list(`/proc/${pid}/fd`).some(fd => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`) === what
    } catch {
      return false // closed meanwhile
    }
  })

const tasksOf = (pid: number): readonly string[] => list(`/proc/${pid}/task`)

const numbers = (text: string): readonly number[] => text.split(' ').filter(Boolean).map(Number)

// A process that has ended meanwhile is one that holds nothing.
const list = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
