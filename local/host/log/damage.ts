// A state folder that lacks a part: said at the start, before anything is built on what is left.

import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../error-code.ts'

/** Says what is wrong with the state folder, and what to do. */
export class DamagedStateError extends Error {
  override readonly name = 'DamagedStateError'

  constructor(what: string) {
    super(`${what}; restore the state folder from a copy, or begin with an empty one: npm start -- --fresh`)
  }
}

/** What is kept was written by another version of the local cloud, in another form. */
export class OldStateError extends Error {
  override readonly name = 'OldStateError'

  constructor(path: string, found: number, expected: number) {
    super(
      `${path} holds a state of version ${found}, and this local cloud reads version ${expected}; use the ${found < expected ? 'older' : 'newer'} one that wrote it, or begin with an empty state: npm start -- --fresh`,
    )
  }
}

/** @throws DamagedStateError naming the first of the files (paths from the folder) that are not there */
export const refuseMissing = (folder: string, files: readonly string[]): void => {
  const names = new Map<string, ReadonlySet<string>>()
  const missing = [...new Set(files)].filter(file => {
    const parent = dirname(file)
    const present = names.get(parent) ?? namesIn(join(folder, parent))
    names.set(parent, present)
    return !present.has(basename(file))
  })
  if (missing.length === 0) return
  const more = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : ''
  throw new DamagedStateError(
    `${folder} is damaged: ${missing.slice(0, SHOWN).join(', ')}${more} ${missing.length > 1 ? 'are' : 'is'} missing`,
  )
}

const SHOWN = 3

const namesIn = (folder: string): ReadonlySet<string> => {
  try {
    return new Set(readdirSync(folder))
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return new Set()
    throw error
  }
}
