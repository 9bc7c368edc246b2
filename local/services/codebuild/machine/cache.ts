// The local cache of a project: the paths of `cache` in the buildspec, kept from one successful build to the next.

import { COPYFILE_FICLONE } from 'node:constants'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import type { Desk } from '../../../core/service.ts'
import { errorCode } from '../../../host/error-code.ts'
import { checkInside, OutsideError } from '../../../host/isolation/inside.ts'
import { baseOf, isGlob } from '../artifacts/select-files.ts'
import type { Build, CodeBuildState } from '../state.ts'
import type { Workspace } from './workspace.ts'

const folderOf = (desk: Desk<CodeBuildState>, projectName: string): string => join(desk.folder('cache'), projectName)

const isCached = (build: Build, paths: readonly string[]): boolean => build.cache.type === 'LOCAL' && paths.length > 0

/** Puts back what the last build left. */
export const restoreCache = async (
  desk: Desk<CodeBuildState>,
  build: Build,
  workspace: Workspace,
  paths: readonly string[],
): Promise<void> => {
  if (!isCached(build, paths)) return
  const cache = folderOf(desk, build.projectName)
  for (const root of rootsOf(paths)) {
    const place = placeOf(workspace, root)
    if (await isInside(workspace, dirname(place))) await copy(join(cache, encodeURIComponent(root)), place)
  }
}

/** Keeps what the build leaves, whole folders at a time. */
export const saveCache = async (
  desk: Desk<CodeBuildState>,
  build: Build,
  workspace: Workspace,
  paths: readonly string[],
): Promise<void> => {
  if (!isCached(build, paths)) return
  const cache = folderOf(desk, build.projectName)
  const fresh = `${cache}.${build.buildNumber}`
  for (const root of rootsOf(paths)) {
    const place = placeOf(workspace, root)
    if (await isInside(workspace, place)) await copy(place, join(fresh, encodeURIComponent(root)))
  }
  await rm(cache, { recursive: true, force: true })
  await rename(fresh, cache).catch(() => {})
}

export const emptyCache = (desk: Desk<CodeBuildState>, projectName: string): Promise<void> =>
  rm(folderOf(desk, projectName), { recursive: true, force: true })

/** Differs from AWS: a glob caches the whole folder before its first wildcard. */
const rootsOf = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map(path => (isGlob(path) ? baseOf(path) : path).replace(/\/+$/, ''))),
]

/** Relative to the source; `/root` and `~` are the build's home. */
const placeOf = (workspace: Workspace, root: string): string => {
  const home = /^(~|\/root|\$HOME)(\/|$)/.exec(root)
  if (home) return join(workspace.home, root.slice(home[0].length))
  const place = resolve(workspace.source, root)
  return place.startsWith(workspace.root + sep) ? place : join(workspace.temporary, 'not-cached')
}

/** A link of the build's leads no cache out of it, to read or to write. */
const isInside = (workspace: Workspace, place: string): Promise<boolean> =>
  checkInside(workspace.root, place).then(
    () => true,
    error => {
      if (error instanceof OutsideError) return false
      throw error
    },
  )

const copy = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true })
  await cp(from, to, { recursive: true, verbatimSymlinks: true, mode: COPYFILE_FICLONE }).catch(error => {
    if (errorCode(error) !== 'ENOENT') throw error
  })
}
