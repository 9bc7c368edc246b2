// `aws s3 cp`: a file or object, or with --recursive all below a place.
import { basename, join, resolve } from 'node:path'
import { type Arguments, type Command, CommandError, readArguments } from '../command.ts'
import {
  type Context,
  copyWithin,
  get,
  HEADER_OPTIONS,
  isFolder,
  isS3,
  placeOf,
  put,
  said,
  shown,
  uriOf,
} from './objects.ts'
import { filesBelow, filtersIn, isKept, objectsBelow, under } from './selection.ts'

const FLAGS = ['quiet', 'only-show-errors', 'no-progress', 'no-guess-mime-type', 'dryrun', 'follow-symlinks']

/** `--sse` may stand without a value. */
export const readTransfer = (args: readonly string[], flags: readonly string[]): Arguments => {
  const bare = args.findIndex((arg, at) => arg === '--sse' && (args[at + 1] ?? '--').startsWith('--'))
  const rest = bare === -1 ? args : [...args.slice(0, bare), '--sse=AES256', ...args.slice(bare + 1)]
  return readArguments(rest, Object.keys(HEADER_OPTIONS), [...FLAGS, ...flags], ['include', 'exclude'])
}

export const copy: Command = async (args, surroundings) => {
  const given = readTransfer(args, ['recursive'])
  const [from = '', to = ''] = given.positional
  if (given.positional.length !== 2 || !(isS3(from) || isS3(to)))
    throw new CommandError('usage: aws s3 cp <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>', 252)
  const context = { given, surroundings }
  if (!given.flags.has('recursive')) return transfer(context, from, await destination(context, from, to))
  const found = isS3(from)
    ? await objectsBelow(context, placeOf(from))
    : await filesBelow(resolve(surroundings.cwd, from))
  for (const { path } of found.filter(one => isKept(one.path, filtersIn(args))))
    await transfer(context, inside(from, path), inside(to, path))
}

/** A place below another, there or here. */
export const inside = (place: string, path: string): string =>
  isS3(place) ? uriOf(under(placeOf(place), path)) : join(place, path)

/** What ends with a slash, or is a folder, gets the name of what is copied. */
const destination = async ({ surroundings }: Context, from: string, to: string): Promise<string> => {
  const name = basename(from)
  if (isS3(to)) return to.endsWith('/') || !to.slice(5).includes('/') ? inside(to, name) : to
  if (to === '-') return to
  return to.endsWith('/') || (await isFolder(resolve(surroundings.cwd, to))) ? join(to, name) : to
}

export const transfer = async (context: Context, from: string, to: string): Promise<void> => {
  const { cwd } = context.surroundings
  if (context.given.flags.has('dryrun'))
    said(context, `${verb(from, to)}: ${named(from, context)} to ${named(to, context)}`)
  else if (isS3(from) && isS3(to)) await copyWithin(context, placeOf(from), placeOf(to))
  else if (isS3(to)) await put(context, resolve(cwd, from), placeOf(to))
  else await get(context, placeOf(from), to === '-' ? to : resolve(cwd, to))
}

const verb = (from: string, to: string): string => (isS3(from) ? (isS3(to) ? 'copy' : 'download') : 'upload')

const named = (place: string, { surroundings }: Context): string => (isS3(place) ? place : shown(place, surroundings))
