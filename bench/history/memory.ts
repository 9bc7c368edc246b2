// The memory of one process, without its children.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** Megabytes (10^6 bytes) that are resident now, and the most since `resetPeak`; where /proc is missing the peak is what is resident now. */
export const memoryOf = (pid: number): { readonly resident: number; readonly peak: number } => {
  if (process.platform !== 'linux') {
    const resident = (Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024) / 1e6
    return { resident, peak: resident }
  }
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (field: string) => (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6
  return { resident: read('VmRSS'), peak: read('VmHWM') }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
export const resetPeak = (pid: number): void => {
  if (process.platform === 'linux') writeFileSync(`/proc/${pid}/clear_refs`, '5')
}
