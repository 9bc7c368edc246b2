// A world to release in, and copies of its repository, so that many can go on from the same commit.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gitEnvironment, type Repository, repositoryIn } from '../support/repository.ts'
import type { World } from './person.ts'
import { crashService, crashTemplate } from './service.ts'

/** Lives as long as `act`. */
export const inWorld = async <Value>(act: (world: World) => Promise<Value>): Promise<Value> => {
  const folder = mkdtempSync(join(tmpdir(), 'local-cloud-crash-'))
  try {
    const template = await crashTemplate(folder)
    return await act({ folder, template, repository: crashService(join(folder, 'service')) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same world with a repository of its own, at the commit. */
export const checkOut = async (world: World, commit: string, folder: string): Promise<World> => {
  execFileSync('git', ['clone', '--quiet', world.repository.folder, folder], { env: gitEnvironment })
  const repository: Repository = repositoryIn(folder)
  repository.git('reset', '--quiet', '--hard', commit)
  return { ...world, repository }
}
