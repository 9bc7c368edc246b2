// Environment variables of functions live in files named by their content: values may be secret, and the log must not have them.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Desk } from '../../../core/service.ts'
import type { LambdaState } from '../state.ts'

export type Variables = Readonly<Record<string, string>>

export const storeVariables = (desk: Desk<LambdaState>, variables: Variables): string => {
  const text = JSON.stringify(Object.fromEntries(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1))))
  const id = createHash('sha256').update(text).digest('hex')
  const file = join(desk.folder('environments'), `${id}.json`)
  if (!existsSync(file)) writeFileSync(file, text, { mode: 0o600 })
  return id
}

export const readVariables = (desk: Desk<LambdaState>, id: string | undefined): Variables =>
  id === undefined
    ? {}
    : (JSON.parse(readFileSync(join(desk.folder('environments'), `${id}.json`), 'utf8')) as Variables)
