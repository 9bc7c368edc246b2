// Which files the globs of a buildspec mean.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts.files
import { posix } from 'node:path'
import { isGlob, pathGlob } from './path-glob.ts'

/** The folder below which everything that the glob can match lies: `a/b` for `a/b/*.js`. */
export const baseOf = (glob: string): string => {
  const path = clean(glob)
  if (!isGlob(path)) return path
  const parts = path.split('/')
  return parts.slice(0, parts.findIndex(isGlob)).join('/') || (path.startsWith('/') ? '/' : '.')
}

/** The paths, relative and with slashes, that some glob takes and no exclusion leaves out. */
export const selectFiles = (
  paths: readonly string[],
  globs: readonly string[],
  excluded: readonly string[] = [],
): readonly string[] => {
  const takes = globs.map(glob => pathGlob(clean(glob)))
  const leavesOut = excluded.map(glob => pathGlob(clean(glob)))
  return paths.filter(path => takes.some(match => match(path)) && !leavesOut.some(match => match(path)))
}

export const matches = (path: string, glob: string): boolean => pathGlob(clean(glob))(path)

export { isGlob }

const clean = (glob: string): string => posix.normalize(glob).replace(/^\.\//, '')

/** Names in the archive: the path, or the last part of it when folders are discarded. */
export const namesFor = (paths: readonly string[], discardPaths: boolean) =>
  paths.map(path => ({ path, name: discardPaths ? posix.basename(path) : path }))

/** An archive has each name once. Unverified: of files that get the same name, the last one is kept. */
export const onePerName = <File extends { readonly name: string }>(files: readonly File[]): readonly File[] => [
  ...new Map(files.map(file => [file.name, file])).values(),
]
