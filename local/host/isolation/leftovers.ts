// Process groups that are noted on the disk while they run, so that what a killed local cloud left running ends with the next start.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The leader of a group, as long as it or anything that it started may run. */
export const noteGroup = (folder: string, pid: number): void => writeFileSync(join(folder, String(pid)), birthOf(pid))

export const forgetGroup = (folder: string, pid: number): void => rmSync(join(folder, String(pid)), { force: true })

/** Ends the groups that are noted: those of a process of before that could not end them any more. A number may be somebody else's by now. */
export const endLeftovers = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const pid = Number(name)
    if (Number.isInteger(pid) && pid > 1 && isSame(pid, readFileSync(join(folder, name), 'utf8'))) kill(pid)
    rmSync(join(folder, name), { force: true })
  }
}

const isSame = (pid: number, noted: string): boolean => {
  const now = birthOf(pid)
  if (now !== '' && now !== noted) return false
  if (now !== '' && !isZombie(pid)) return true
  // Without its leader, a group is the same while somebody of it is left: its number is given to nobody else.
  return noted !== '' && membersOf(pid).some(born => born >= noted)
}

/** When a process began, in words that can be compared with each other; empty when there is none. */
const birthOf = (pid: number): string => {
  if (process.platform === 'linux') return birthIn(statOf(pid))
  try {
    return timeIn(execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }))
  } catch {
    return ''
  }
}

/** When those of a group, and of the session that its leader began with it, were started. */
const membersOf = (group: number): readonly string[] => {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-A', '-o', 'pgid=,lstart='], { encoding: 'utf8' })
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .flatMap(([id, ...time]) => (Number(id) === group ? [timeIn(time.join(' '))] : []))
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => statOf(Number(name)))
    .flatMap(words => (Number(words[2]) === group && Number(words[3]) === group ? [birthIn(words)] : []))
}

const timeIn = (text: string): string => (text.trim() === '' ? '' : new Date(text).toISOString())

/** Words after the name: state, parent, group, session, …, ticks since the start of the machine. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const statOf = (pid: number): readonly string[] => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

/** It has ended, and nobody has asked how. */
const isZombie = (pid: number): boolean => process.platform === 'linux' && statOf(pid)[0] === 'Z'

const birthIn = (words: readonly string[]): string =>
  words[19] === undefined
    ? ''
    : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${words[19].padStart(20, '0')}`

const kill = (group: number): void => {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
