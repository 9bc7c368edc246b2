// `aws s3 sync`: copies what the other side lacks, has in another size or older; --delete removes what this side lacks.
// https://docs.aws.amazon.com/cli/latest/reference/s3/sync.html
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, CommandError } from '../command.ts'
import { inside, readTransfer, transfer } from './copy.ts'
import { type Context, isFolder, isS3, placeOf, removeObject, said } from './objects.ts'
import { type Found, filesBelow, filtersIn, isKept, objectsBelow } from './selection.ts'

export const sync: Command = async (args, surroundings) => {
  const given = readTransfer(args, ['delete', 'size-only', 'exact-timestamps'])
  const [from = '', to = ''] = given.positional
  if (given.positional.length !== 2 || !(isS3(from) || isS3(to)))
    throw new CommandError('usage: aws s3 sync <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>', 252)
  const context = { given, surroundings }
  if (!isS3(from) && !(await isFolder(resolve(surroundings.cwd, from))))
    throw new CommandError(`The user-provided path ${from} does not exist.`, 255)
  const filters = filtersIn(args)
  const kept = async (place: string) => (await foundIn(context, place)).filter(({ path }) => isKept(path, filters))
  const [here, there] = [await kept(from), await kept(to)]
  const known = new Map(there.map(one => [one.path, one]))
  for (const one of here)
    if (isNewer(one, known.get(one.path), context, isS3(from) && !isS3(to)))
      await transfer(context, inside(from, one.path), inside(to, one.path))
  if (!given.flags.has('delete')) return
  const wanted = new Set(here.map(({ path }) => path))
  for (const { path } of there) if (!wanted.has(path)) await removeAt(context, inside(to, path))
}

const foundIn = async (context: Context, place: string): Promise<readonly Found[]> => {
  if (isS3(place)) return objectsBelow(context, placeOf(place))
  const folder = resolve(context.surroundings.cwd, place)
  return (await isFolder(folder)) ? filesBelow(folder) : []
}

/** A file that was downloaded has the time of its object, so that it is not downloaded again while it is not older. */
const isNewer = (one: Found, known: Found | undefined, { given }: Context, isDownload: boolean): boolean => {
  if (!known || known.size !== one.size) return true
  if (given.flags.has('size-only')) return false
  // S3 tells seconds.
  const [own, other] = [one.modified, known.modified].map(time => Math.floor(time.getTime() / 1000))
  if (own === undefined || other === undefined) return true
  if (isDownload) return given.flags.has('exact-timestamps') ? own !== other : own < other
  return own > other
}

const removeAt = async (context: Context, place: string): Promise<void> => {
  if (context.given.flags.has('dryrun')) said(context, `delete: ${place}`)
  else if (isS3(place)) await removeObject(context, placeOf(place))
  else {
    await rm(resolve(context.surroundings.cwd, place))
    said(context, `delete: ${place}`)
  }
}
