// A state folder as it is at this moment, for a test that goes on from there.

import { copyFileSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../../local/host/error-code.ts'

/**
 * Beside builds and functions that run: what goes while it is copied is not there, and links stay as they are. (`cpSync` of Node.js 24 aborts the process
 * in both cases: at a folder that is gone, and at a sandbox's link to the standard error where that is a pipe.)
 */
export const copyState = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true })
  for (const entry of unlessGone(() => readdirSync(from, { withFileTypes: true })) ?? []) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyState(source, target)
    else if (entry.isSymbolicLink()) unlessGone(() => symlinkSync(readlinkSync(source), target))
    else if (entry.isFile()) unlessGone(() => copyFileSync(source, target))
  }
}

const unlessGone = <Value>(act: () => Value): Value | undefined => {
  try {
    return act()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
