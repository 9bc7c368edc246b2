// What the machine refuses whatever the program does: a full disk, a folder that may not be written. One sentence for whoever can mend it.

import { errorCode } from './error-code.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space, and start again',
  EDQUOT: 'the quota of the disk is used up: free some space, and start again',
  EFBIG: 'the file would be larger than this machine allows: raise the limit (ulimit -f), and start again',
  EROFS: 'it is on a disk that is read-only: choose another folder with --state',
  EACCES: 'it may not be written by this user: choose another folder with --state',
  EPERM: 'it may not be written by this user: choose another folder with --state',
  EIO: 'the disk does not work: look into the log of the system',
  EMFILE: 'too many files are open: raise the limit (ulimit -n), and start again',
  ENFILE: 'too many files are open on this machine: end other programs, and start again',
}

/** Of what is at the path where the error itself says none; undefined when it is no fault of the machine's. */
export const machineFault = (error: unknown, path = 'a file of the state folder'): string | undefined => {
  const reason = isOfAFile(error) ? REASONS[errorCode(error) ?? ''] : undefined
  return reason === undefined ? undefined : `${pathOf(error) ?? path} cannot be written; ${reason}`
}

/** The same for what another program printed about something at the path. */
export const machineFaultIn = (printed: string, path: string): string | undefined => {
  const codes = [...printed.matchAll(/\bE[A-Z]{2,6}(?=: )/g)].map(([code]) => REASONS[code])
  const reason = codes.find(found => found !== undefined)
  return reason === undefined ? undefined : `${path} cannot be written; ${reason}`
}

/** EACCES and EPERM of sockets and processes say something else. */
const isOfAFile = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'syscall' in error &&
  /^(open|write|writev|mkdir|rename|copyfile|cp|ftruncate|truncate|symlink|link|unlink|rm|rmdir|chmod|fsync|fdatasync|scandir|access|mkdtemp)$/.test(
    String(error.syscall),
  )

const pathOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'path' in error && typeof error.path === 'string'
    ? error.path
    : undefined
