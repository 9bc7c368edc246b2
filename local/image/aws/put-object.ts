// `aws s3api put-object`, of one file.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, CommandError, readArguments, required } from './command.ts'
import { refusal, send, targetOf } from './signed-request.ts'

/** The header of each option that becomes one. */
const HEADERS = {
  'content-type': 'content-type',
  'if-none-match': 'if-none-match',
  'server-side-encryption': 'x-amz-server-side-encryption',
  'ssekms-key-id': 'x-amz-server-side-encryption-aws-kms-key-id',
} as const

export const putObject: Command = async (args, surroundings) => {
  const given = readArguments(args, ['bucket', 'key', 'body', ...Object.keys(HEADERS)])
  const body = required(given, 'body')
  const headers = Object.entries(HEADERS).flatMap(([option, header]) => {
    const value = given.options[option]
    return value === undefined ? [] : [[header, value]]
  })
  const response = await send(targetOf('s3', given, surroundings), {
    method: 'PUT',
    path: `/${required(given, 'bucket')}/${required(given, 'key')}`,
    headers: Object.fromEntries(headers),
    body: await readFile(resolve(surroundings.cwd, body)).catch(() => {
      throw new CommandError(`Error parsing parameter '--body': Blob values must be a path to a file.`, 252)
    }),
  })
  if (!response.ok) throw await refusal(response, 'PutObject')
  surroundings.print(`${JSON.stringify({ ETag: response.headers.get('etag') }, undefined, 4)}\n`)
}
