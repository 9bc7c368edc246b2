// What `aws s3` does with objects and files: each call once, and one line said of it.
import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { type Arguments, CommandError, type Surroundings } from '../command.ts'
import { type Request, refusal, send, targetOf } from '../signed-request.ts'

export interface Context {
  readonly given: Arguments
  readonly surroundings: Surroundings
}

/** `s3://bucket/some/key`; the key may be empty. */
export interface Place {
  readonly bucket: string
  readonly key: string
}

export interface Listed {
  readonly key: string
  readonly size: number
  readonly modified: Date
}

export const isS3 = (place: string): boolean => place.startsWith('s3://')

export const placeOf = (text: string): Place => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(text) ?? []
  if (bucket === '') throw new CommandError(`aws: '${text}' names no bucket`, 252)
  return { bucket, key }
}

export const uriOf = ({ bucket, key }: Place): string => `s3://${bucket}/${key}`

/** Options of every copy that become headers. */
export const HEADER_OPTIONS = {
  acl: 'x-amz-acl',
  'cache-control': 'cache-control',
  'content-disposition': 'content-disposition',
  'content-encoding': 'content-encoding',
  'content-type': 'content-type',
  sse: 'x-amz-server-side-encryption',
  'sse-kms-key-id': 'x-amz-server-side-encryption-aws-kms-key-id',
} as const

/** `--sse` alone asks for AES256. */
const headersOf = ({ options, flags }: Arguments): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...Object.entries(HEADER_OPTIONS).flatMap(([option, header]) =>
      options[option] === undefined ? [] : [[header, options[option]] as const],
    ),
    ...(flags.has('sse') ? [['x-amz-server-side-encryption', 'AES256'] as const] : []),
  ])

const call = async ({ given, surroundings }: Context, operation: string, request: Request): Promise<Response> => {
  const response = await send(targetOf('s3', given, surroundings), request)
  if (!response.ok) throw await refusal(response, operation)
  return response
}

export const put = async (context: Context, file: string, to: Place): Promise<void> => {
  const { given, surroundings } = context
  const { typeOf } = await import('./content-types.ts')
  const type = given.flags.has('no-guess-mime-type') ? undefined : typeOf(file)
  await call(context, 'PutObject', {
    method: 'PUT',
    path: `/${to.bucket}/${to.key}`,
    headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headersOf(given) },
    body: await readFile(file).catch(() => {
      throw new CommandError(`The user-provided path ${relative(surroundings.cwd, file)} does not exist.`, 255)
    }),
  })
  said(context, `upload: ${shown(file, surroundings)} to ${uriOf(to)}`)
}

export const get = async (context: Context, from: Place, file: string): Promise<void> => {
  const target = targetOf('s3', context.given, context.surroundings)
  const response = await send(target, { method: 'GET', path: `/${from.bucket}/${from.key}` })
  // The AWS CLI asks for the object's head first.
  if (response.status === 404)
    throw new CommandError(
      `fatal error: An error occurred (404) when calling the HeadObject operation: Key "${from.key}" does not exist`,
      1,
    )
  if (!response.ok) throw await refusal(response, 'GetObject')
  const body = new Uint8Array(await response.arrayBuffer())
  if (file === '-') return context.surroundings.print(Buffer.from(body).toString())
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, body)
  const modified = new Date(response.headers.get('last-modified') ?? '')
  if (!Number.isNaN(modified.getTime())) await utimes(file, modified, modified)
  said(context, `download: ${uriOf(from)} to ${shown(file, context.surroundings)}`)
}

export const copyWithin = async (context: Context, from: Place, to: Place): Promise<void> => {
  const source = [from.bucket, ...from.key.split('/')].map(encodeURIComponent).join('/')
  await call(context, 'CopyObject', {
    method: 'PUT',
    path: `/${to.bucket}/${to.key}`,
    headers: { 'x-amz-copy-source': source, ...headersOf(context.given) },
  })
  said(context, `copy: ${uriOf(from)} to ${uriOf(to)}`)
}

export const removeObject = async (context: Context, at: Place): Promise<void> => {
  await call(context, 'DeleteObject', { method: 'DELETE', path: `/${at.bucket}/${at.key}` })
  said(context, `delete: ${uriOf(at)}`)
}

/** Everything below the prefix; with a delimiter, what has it stands in `prefixes`. */
export const listObjects = async (context: Context, { bucket, key }: Place, delimiter = '') => {
  const objects: Listed[] = []
  const prefixes: string[] = []
  for (let token = ''; ; ) {
    const response = await call(context, 'ListObjectsV2', {
      method: 'GET',
      path: `/${bucket}`,
      query: {
        'list-type': '2',
        prefix: key,
        ...(delimiter === '' ? {} : { delimiter }),
        ...(token === '' ? {} : { 'continuation-token': token }),
      },
    })
    const page = await readPage(await response.text())
    objects.push(...page.objects)
    prefixes.push(...page.prefixes)
    if (page.next === '') return { objects, prefixes }
    token = page.next
  }
}

const readPage = async (text: string) => {
  const { XMLParser } = await import('fast-xml-parser')
  const parser = new XMLParser({
    parseTagValue: false,
    ignoreDeclaration: true,
    isArray: name => name === 'Contents' || name === 'CommonPrefixes',
  })
  const { ListBucketResult: page = {} } = parser.parse(text) as { ListBucketResult?: Page }
  return {
    objects: (page.Contents ?? []).map(({ Key = '', Size = '0', LastModified = '' }) => ({
      key: Key,
      size: Number(Size),
      modified: new Date(LastModified),
    })),
    prefixes: (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
    next: page.NextContinuationToken ?? '',
  }
}

interface Page {
  readonly Contents?: readonly { readonly Key?: string; readonly Size?: string; readonly LastModified?: string }[]
  readonly CommonPrefixes?: readonly { readonly Prefix?: string }[]
  readonly NextContinuationToken?: string
}

/** As the AWS CLI shows a file: `./a` for one of the folder where it runs. */
export const shown = (file: string, { cwd }: Surroundings): string => {
  const path = relative(cwd, resolve(cwd, file))
  return path.includes('/') ? path : join('.', path).replace(/^(?!\.)/, './')
}

export const said = ({ given, surroundings }: Context, line: string): void => {
  if (!given.flags.has('quiet') && !given.flags.has('only-show-errors'))
    surroundings.print(`${given.flags.has('dryrun') ? '(dryrun) ' : ''}${line}\n`)
}

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
