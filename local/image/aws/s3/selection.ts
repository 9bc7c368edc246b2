// Which files and objects a command means: everything below a place, but what --exclude and --include say, the last of them first.
// https://docs.aws.amazon.com/cli/latest/reference/s3/#use-of-exclude-and-include-filters
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Context, listObjects, type Place } from './objects.ts'

export interface Found {
  /** Below the place, with slashes. */
  readonly path: string
  readonly size: number
  readonly modified: Date
}

/** In order, as they were given: this is all that of `args` matters to a selection. */
export interface Filter {
  readonly keeps: boolean
  readonly pattern: string
}

export const filtersIn = (args: readonly string[]): readonly Filter[] =>
  args.flatMap((arg, at) => {
    const [, kind, inline] = /^--(include|exclude)(?:=(.*))?$/s.exec(arg) ?? []
    const pattern = inline ?? args[at + 1]
    return kind === undefined || pattern === undefined ? [] : [{ keeps: kind === 'include', pattern }]
  })

export const isKept = (path: string, filters: readonly Filter[]): boolean =>
  filters.findLast(({ pattern }) => glob(pattern).test(path))?.keeps ?? true

/** `*` and `?` match slashes too. */
const glob = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/^\.\//, '')
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\[!/g, '[^')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  )

/** Links are followed. */
export const filesBelow = async (folder: string, below = ''): Promise<readonly Found[]> => {
  const found: Found[] = []
  for (const name of (await readdir(join(folder, below))).sort()) {
    const path = below === '' ? name : `${below}/${name}`
    const status = await stat(join(folder, path))
    if (status.isDirectory()) found.push(...(await filesBelow(folder, path)))
    else if (status.isFile()) found.push({ path, size: status.size, modified: status.mtime })
  }
  return found
}

/** What only stands for a folder is no object to copy. */
export const objectsBelow = async (context: Context, place: Place): Promise<readonly Found[]> => {
  const prefix = place.key === '' || place.key.endsWith('/') ? place.key : `${place.key}/`
  const { objects } = await listObjects(context, { ...place, key: prefix })
  return objects
    .filter(({ key }) => !key.endsWith('/'))
    .map(({ key, ...rest }) => ({ path: key.slice(prefix.length), ...rest }))
}

export const under = (place: Place, path: string): Place => ({
  ...place,
  key: place.key === '' || place.key.endsWith('/') ? place.key + path : `${place.key}/${path}`,
})
