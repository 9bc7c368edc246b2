// How much memory a process holds, where the system tells: Linux.

import { readFileSync } from 'node:fs'

/** Bytes that the process holds for itself now; files that it merely maps, such as node's own, are not counted. */
export const residentMemory = (pid: number | undefined): number | undefined => statusOf(pid, 'RssAnon')

/** The most that it ever held, in MB. */
export const peakMemory = (pid: number | undefined): number | undefined => {
  const bytes = statusOf(pid, 'VmHWM')
  return bytes === undefined ? undefined : Math.ceil(bytes / 1024 / 1024)
}

const statusOf = (pid: number | undefined, field: string): number | undefined => {
  if (pid === undefined || process.platform !== 'linux') return undefined
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found ? Number(found[1]) * 1024 : undefined
  } catch {
    return undefined
  }
}
