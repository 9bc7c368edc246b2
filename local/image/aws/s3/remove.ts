// `aws s3 rm`: an object, or with --recursive all below a prefix.
import { type Command, CommandError, readArguments } from '../command.ts'
import { isS3, listObjects, placeOf, removeObject, said, uriOf } from './objects.ts'
import { filtersIn, isKept } from './selection.ts'

export const remove: Command = async (args, surroundings) => {
  const flags = ['recursive', 'quiet', 'only-show-errors', 'dryrun']
  const given = readArguments(args, [], flags, ['include', 'exclude'])
  const [at = ''] = given.positional
  if (given.positional.length !== 1 || !isS3(at)) throw new CommandError('usage: aws s3 rm <S3Uri>', 252)
  const context = { given, surroundings }
  const place = placeOf(at)
  if (!given.flags.has('recursive') && place.key === '') throw new CommandError(`aws: '${at}' names no object`, 252)
  const places = given.flags.has('recursive')
    ? (await listObjects(context, place)).objects.map(({ key }) => ({ bucket: place.bucket, key }))
    : [place]
  const start = place.key.slice(0, place.key.lastIndexOf('/') + 1)
  for (const one of places.filter(({ key }) => isKept(key.slice(start.length), filtersIn(args))))
    if (given.flags.has('dryrun')) said(context, `delete: ${uriOf(one)}`)
    else await removeObject(context, one)
}
