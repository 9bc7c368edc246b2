// What README.md tells people to run and to look at is there.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HELP } from '../local/cli/options.ts'

const root = join(import.meta.dirname, '..')
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].map(
  name => [name, readFileSync(join(root, name), 'utf8')] as const,
)
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

const matches = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, found = '']) => found)),
]

test.each(pages)('the npm scripts of %s are there', (_, text) => {
  const named = matches(text, /\bnpm (?:run (?:-s )?)?([a-z]+)/g).filter(name => !['registry', 'run'].includes(name))
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter(name => !(name in scripts))).toEqual([])
})

test.each(pages)('the files that %s names are there', (_, text) => {
  const named = matches(text, /[`(]((?:\w[\w.-]*\/)+[\w.-]*\.(?:ts|md|yaml|yml)|[\w-]+\.(?:ts|mts|md|yaml|yml))[`)]/g)
  const made = /\.packaged\.yaml$/
  const isThere = (name: string) =>
    existsSync(join(root, name)) || existsSync(join(root, 'local/services/cloudformation', name))
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter(name => !made.test(name) && !isThere(name))).toEqual([])
})

test('the flags of npm start that README.md tells are those that it has', () => {
  const [, text = ''] = pages[0] ?? []
  const table = text.slice(text.indexOf('| flag of `npm start --`'))
  const told = matches(table, /(--[a-z]{3,})\b/g)
  const had = matches(HELP, /(--[a-z]{3,})\b/g)
  expect([...told].sort()).toEqual([...had].sort())
})
