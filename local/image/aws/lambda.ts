// `aws lambda update-function-code`
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, CommandError, readArguments, required, type Surroundings } from './command.ts'
import { printOutput } from './output.ts'
import { refusal, send, targetOf } from './signed-request.ts'

const OPTIONS = {
  's3-bucket': 'S3Bucket',
  's3-key': 'S3Key',
  's3-object-version': 'S3ObjectVersion',
  'revision-id': 'RevisionId',
}

export const updateFunctionCode: Command = async (args, surroundings) => {
  const flags = { publish: 'Publish', 'dry-run': 'DryRun' }
  const given = readArguments(args, ['function-name', 'zip-file', ...Object.keys(OPTIONS)], Object.keys(flags), [
    'architectures',
  ])
  const input = {
    ...(given.options['zip-file'] === undefined
      ? {}
      : { ZipFile: await zipFile(given.options['zip-file'], surroundings) }),
    ...Object.fromEntries(
      Object.entries(OPTIONS).flatMap(([option, member]) =>
        given.options[option] === undefined ? [] : [[member, given.options[option]]],
      ),
    ),
    ...Object.fromEntries(
      Object.entries(flags).flatMap(([flag, member]) => (given.flags.has(flag) ? [[member, true]] : [])),
    ),
    ...(given.lists.architectures ? { Architectures: given.lists.architectures } : {}),
  }
  const response = await send(targetOf('lambda', given, surroundings), {
    method: 'PUT',
    path: `/2015-03-31/functions/${required(given, 'function-name')}/code`,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(input)),
  })
  if (!response.ok) throw await refusal(response, 'UpdateFunctionCode')
  printOutput(await response.json(), given, surroundings)
}

const zipFile = async (given: string, { cwd }: Surroundings): Promise<string> => {
  const path = /^fileb:\/\/(.+)$/.exec(given)?.[1]
  if (path === undefined)
    throw new CommandError(
      '--zip-file must be a zip file with the fileb:// prefix.\nExample usage:  --zip-file fileb://path/to/file.zip',
      252,
    )
  const bytes = await readFile(resolve(cwd, path)).catch(() => {
    throw new CommandError(
      `Error parsing parameter '--zip-file': Unable to load paramfile fileb://${path}: [Errno 2] No such file or directory: '${path}'`,
      252,
    )
  })
  return bytes.toString('base64')
}
