// The repository on the disk: read for a plan, and written when the plan is whole.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Plan, Tree } from './plan.ts'

export const treeAt = (root: string): Tree => ({
  read: path => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined),
  list: folder =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { withFileTypes: true }).flatMap(each => (each.isFile() ? [each.name] : []))
      : [],
})

/** The plan with every text as Biome writes it. @throws Error when one is no TypeScript */
export const formatted = (root: string, plan: Plan): Plan => ({
  ...plan,
  files: each(plan.files, (path, text) => inBiomesForm(root, path, text)),
  changed: each(plan.changed, (path, text) => inBiomesForm(root, path, text)),
})

type Texts = Readonly<Record<string, string>>

const each = (texts: Texts, change: (path: string, text: string) => string): Texts =>
  Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, change(path, text)]))

const inBiomesForm = (root: string, path: string, text: string): string => {
  const biome = createRequire(join(root, 'package.json')).resolve('@biomejs/biome/bin/biome')
  const args = [biome, 'check', '--write', `--stdin-file-path=${path}`]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, input: text, encoding: 'utf8' })
  if (status !== 0) throw new Error(`Biome does not take what was to be ${path}:\n${stderr}`)
  return stdout
}

/** `wx`: a file that came to be in the meantime is not written over either. */
export const written = (root: string, { files, changed }: Plan): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text, { flag: 'wx' })
  }
  for (const [path, text] of Object.entries(changed)) writeFileSync(join(root, path), text)
}
