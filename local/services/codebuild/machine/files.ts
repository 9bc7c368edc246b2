// The files that globs of a buildspec name, found on disk without walking more folders than needed.
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { baseOf, isGlob, matches, selectFiles } from '../artifacts/select-files.ts'

/** Relative paths with slashes, sorted. Links are followed to files, and to folders only when named as such. */
export const findFiles = async (
  folder: string,
  globs: readonly string[],
  excluded: readonly string[] = [],
): Promise<readonly string[]> => {
  const found = new Set<string>()
  for (const glob of globs) {
    const paths = isGlob(glob) ? await walk(folder, baseOf(glob)) : [baseOf(glob)]
    for (const path of selectFiles(paths, [glob], excluded)) if (await isFile(join(folder, path))) found.add(path)
  }
  return [...found].sort()
}

/** The folders that a base-directory names; more than one only when it is a glob. */
export const findFolders = async (folder: string, pattern: string): Promise<readonly string[]> => {
  if (!isGlob(pattern)) return (await isFolder(join(folder, pattern))) ? [pattern] : []
  const paths = (await entries(join(folder, baseOf(pattern)), { recursive: true }))
    .filter(entry => entry.isDirectory())
    .map(entry => posix.relative(folder, join(entry.parentPath, entry.name)))
  return paths.filter(path => matches(path, pattern)).sort()
}

const walk = async (folder: string, base: string): Promise<readonly string[]> =>
  (await entries(join(folder, base), { recursive: true }))
    .filter(entry => !entry.isDirectory())
    .map(entry => posix.relative(folder, join(entry.parentPath, entry.name)))

const entries = (folder: string, options: { recursive: true }): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true, ...options }).catch(() => [])

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  )

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
