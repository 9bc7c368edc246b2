// The key material of a state folder: made once, readable by its owner alone.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Desk } from '../../../core/service.ts'
import { openKey } from '../../../host/sealing.ts'

const known = new Map<string, Buffer>()

/** 32 random bytes. */
export const materialOf = (desk: Pick<Desk<unknown>, 'folder'>): Buffer => {
  const path = join(desk.folder(), 'key-material')
  const cached = known.get(path)
  if (cached && existsSync(path)) return cached
  const material = openKey(path)
  known.set(path, material)
  return material
}
