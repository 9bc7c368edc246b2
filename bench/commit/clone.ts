// A warm clone: the working tree as it is now, in a git repository of its own, with the dependencies installed already.
import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

const repository = join(import.meta.dirname, '../..')

export interface Clone {
  readonly folder: string
  /** Commits a change of the application that no other commit has, so that it is built, packaged and deployed. */
  change(): void
}

export const makeClone = (folder: string): Clone => {
  const listed = git(repository, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
  for (const file of listed.split('\0').filter(name => name !== '')) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(repository, file), join(folder, file), { force: true })
  }
  git(folder, 'init', '--quiet', '--initial-branch=main')
  git(folder, 'config', 'user.name', 'Bench')
  git(folder, 'config', 'user.email', 'bench@example.com')
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message=Begin')
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  appendFileSync(join(folder, '.git/info/exclude'), 'node_modules\n') // a link, where .gitignore speaks of a folder
  let changes = 0
  return {
    folder,
    change: () => {
      changes += 1
      appendFileSync(join(folder, 'app/src/lambda.ts'), `Object.assign(globalThis, { benchmarkChange: ${changes} })\n`)
      git(folder, 'commit', '--quiet', '--all', `--message=Change ${changes}`)
    },
  }
}

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 2 ** 20 })
