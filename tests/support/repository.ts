// A git repository of a test's own: the small service, whatever service stands at the top.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export interface Repository {
  readonly folder: string
  read(path: string): string
  /** Changes files and commits them; the commit's id. */
  commit(message: string, files: Readonly<Record<string, string>>): string
  git(...args: string[]): string
}

/** Git sees no configuration of the machine's, so that a test is the same everywhere. */
export const gitEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ana',
  GIT_AUTHOR_EMAIL: 'ana@example.com',
  GIT_COMMITTER_NAME: 'Ana',
  GIT_COMMITTER_EMAIL: 'ana@example.com',
}

export const smallService = (folder: string): Repository => {
  cpSync(join(root, 'tests/support/small-service'), folder, { recursive: true })
  cpSync(join(root, 'packages.mts'), join(folder, 'packages.mts'))
  const repository = repositoryIn(folder)
  repository.git('init', '--quiet', '--initial-branch=main')
  repository.git('add', '--all')
  repository.git('commit', '--quiet', '--message=Begin')
  return repository
}

/** The repository that is in the folder. */
export const repositoryIn = (folder: string): Repository => {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: folder,
      env: gitEnvironment,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  return {
    folder,
    git,
    read: path => readFileSync(join(folder, path), 'utf8'),
    commit: (message, files) => {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), content)
      }
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', `--message=${message}`)
      return git('rev-parse', 'HEAD')
    },
  }
}
