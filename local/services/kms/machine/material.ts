// The key material of a state folder: made once, readable by its owner alone.

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Desk } from '../../../core/service.ts'

const known = new Map<string, Buffer>()

/** 32 random bytes. */
export const materialOf = (desk: Pick<Desk<unknown>, 'folder'>): Buffer => {
  const path = join(desk.folder(), 'key-material')
  const cached = known.get(path)
  if (cached && existsSync(path)) return cached
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 })
  const material = readFileSync(path)
  known.set(path, material)
  return material
}
