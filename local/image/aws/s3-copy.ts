// `aws s3 cp`, one file to or from S3.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type Arguments, type Command, CommandError, readArguments, type Surroundings } from './command.ts'
import { refusal, send, targetOf } from './signed-request.ts'

export const copyObject: Command = async (args, surroundings) => {
  const given = readArguments(
    args,
    ['sse', 'sse-kms-key-id', 'content-type'],
    ['quiet', 'only-show-errors', 'no-progress'],
  )
  const [from = '', to = ''] = given.positional
  if (given.positional.length !== 2 || isS3(from) === isS3(to))
    throw new CommandError(
      'aws: s3 cp of the local build image copies one file: aws s3 cp FILE s3://BUCKET/KEY, or the other way round',
      252,
    )
  if (isS3(to)) await upload(from, to, given, surroundings)
  else await download(from, to, given, surroundings)
}

const isS3 = (place: string): boolean => place.startsWith('s3://')

const upload = async (from: string, to: string, given: Arguments, surroundings: Surroundings): Promise<void> => {
  const key = to.endsWith('/') || !to.slice(5).includes('/') ? `${to.replace(/\/$/, '')}/${basename(from)}` : to
  const { sse, 'sse-kms-key-id': keyId, 'content-type': type } = given.options
  const response = await send(targetOf('s3', given, surroundings), {
    method: 'PUT',
    path: key.slice('s3:/'.length),
    headers: {
      'content-type': type ?? 'application/octet-stream',
      ...(sse ? { 'x-amz-server-side-encryption': sse } : {}),
      ...(keyId ? { 'x-amz-server-side-encryption-aws-kms-key-id': keyId } : {}),
    },
    body: await readFile(resolve(surroundings.cwd, from)).catch(() => {
      throw new CommandError(`The user-provided path ${from} does not exist.`, 255)
    }),
  })
  if (!response.ok) throw await refusal(response, 'PutObject')
  say(given, surroundings, `upload: ${from} to ${key}`)
}

const download = async (from: string, to: string, given: Arguments, surroundings: Surroundings): Promise<void> => {
  const response = await send(targetOf('s3', given, surroundings), { method: 'GET', path: from.slice('s3:/'.length) })
  if (!response.ok) throw await refusal(response, 'GetObject')
  const body = new Uint8Array(await response.arrayBuffer())
  if (to === '-') return surroundings.print(Buffer.from(body).toString())
  const path = resolve(surroundings.cwd, to)
  const isFolder = await stat(path).then(
    found => found.isDirectory(),
    () => to.endsWith('/'),
  )
  await writeFile(isFolder ? join(path, basename(from)) : path, body)
  say(given, surroundings, `download: ${from} to ${to}`)
}

const say = (given: Arguments, surroundings: Surroundings, line: string): void => {
  if (!given.flags.has('quiet') && !given.flags.has('only-show-errors')) surroundings.print(`${line}\n`)
}
