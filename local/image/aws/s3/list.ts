// `aws s3 ls s3://bucket/prefix`
import { type Command, CommandError, readArguments } from '../command.ts'
import { isS3, listObjects, placeOf } from './objects.ts'

export const list: Command = async (args, surroundings) => {
  const given = readArguments(args, [], ['recursive'])
  const [at = ''] = given.positional
  if (!isS3(at))
    throw new CommandError(
      "aws: s3 ls of the local build image's aws lists a bucket: aws s3 ls s3://BUCKET/PREFIX",
      252,
    )
  const place = placeOf(at)
  const recursive = given.flags.has('recursive')
  const { objects, prefixes } = await listObjects({ given, surroundings }, place, recursive ? '' : '/')
  const start = recursive ? 0 : place.key.lastIndexOf('/') + 1
  for (const prefix of prefixes) surroundings.print(`${'PRE'.padStart(30)} ${prefix.slice(start)}\n`)
  for (const { key, size, modified } of objects)
    surroundings.print(`${timeOf(modified)} ${String(size).padStart(10)} ${key.slice(start)}\n`)
  if (objects.length + prefixes.length === 0 && place.key !== '') throw new CommandError('', 1)
}

/** In the zone of the machine. */
const timeOf = (time: Date): string => {
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-')
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`
}
