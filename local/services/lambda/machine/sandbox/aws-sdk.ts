// The AWS SDK that Lambda's Node.js runtime brings: a folder that shows functions the @aws-sdk packages of this repository, and no other.

import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Desk } from '../../../../core/service.ts'
import type { LambdaState } from '../../state.ts'

const folders = new WeakMap<AbortSignal, string>()

/** Made anew by each process: the repository may have moved or have other packages. */
export const awsSdkFolder = (desk: Desk<LambdaState>): string => {
  const known = folders.get(desk.stopping)
  if (known) return known
  const made = desk.folder('sdk')
  fill(join(made, '@aws-sdk'))
  folders.set(desk.stopping, made)
  return made
}

// Differs from AWS: only the clients that this repository installs are there, where Lambda brings all of them.
const fill = (scope: string): void => {
  rmSync(scope, { recursive: true, force: true })
  mkdirSync(scope)
  const installed = scopeFolder('@aws-sdk')
  if (!installed) return
  for (const name of readdirSync(installed))
    if (name.startsWith('client-') || name.startsWith('lib-'))
      symlinkSync(join(installed, name), join(scope, name), 'dir')
}

/** The packages that those of the SDK need. */
export const packagesFolder = (): string => dirname(scopeFolder('@aws-sdk') ?? import.meta.dirname)

const scopeFolder = (scope: string): string | undefined => {
  for (let at = import.meta.dirname; at !== dirname(at); at = dirname(at)) {
    const found = join(at, 'node_modules', scope)
    if (existsSync(found)) return found
  }
  return undefined
}
