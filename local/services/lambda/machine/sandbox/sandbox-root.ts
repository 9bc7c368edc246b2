// Where sandboxes have their /tmp and their sockets: the system's temporary folder, because a socket's path must be short.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Desk } from '../../../../core/service.ts'
import type { LambdaState } from '../../state.ts'

const PREFIX = 'local-functions-'

/** A new folder; what a process that was killed has left is taken away. */
export const openSandboxRoot = (desk: Desk<LambdaState>): string => {
  const note = join(desk.folder(), 'sandbox-root')
  const former = existsSync(note) ? readFileSync(note, 'utf8') : ''
  if (dirname(former) === tmpdir() && former.startsWith(join(tmpdir(), PREFIX))) removeSandboxRoot(former)
  const root = mkdtempSync(join(tmpdir(), PREFIX))
  writeFileSync(note, root)
  return root
}

export const removeSandboxRoot = (root: string): void => rmSync(root, { recursive: true, force: true })
