// `aws cloudformation package`: uploads the local files that a template names and writes the template that names their copies in S3. What it writes
// is what the real command writes, with the same quotes and lines: a template that goes wrong there goes wrong here.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
// Unverified: version 2 of the AWS CLI, which writes YAML by another library than version 1.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Command, CommandError, readArguments, required, type Surroundings } from './command.ts'
import { DESCRIBED, NESTED, PACKAGED, type PackagedProperty } from './packaged-properties.ts'
import { type Data, DataMap } from './python/data.ts'
import { writeJson } from './python/json.ts'
import { loadTemplate } from './python/load.ts'
import { writeYaml } from './python/yaml.ts'
import { targetOf } from './signed-request.ts'
import { type Upload, uploadPath } from './upload.ts'

const OPTIONS = ['template-file', 's3-bucket', 's3-prefix', 'kms-key-id', 'output-template-file']

export const packageTemplate: Command = async (args, surroundings) => {
  const given = readArguments(args, OPTIONS, ['force-upload', 'use-json'])
  const file = resolve(surroundings.cwd, required(given, 'template-file'))
  const upload: Upload = {
    target: targetOf('s3', given, surroundings),
    bucket: required(given, 's3-bucket'),
    prefix: given.options['s3-prefix'],
    kmsKeyId: given.options['kms-key-id'],
    force: given.flags.has('force-upload'),
    complain: surroundings.complain,
  }
  const template = await readTemplate(file)
  const work: Work = { upload, folder: dirname(file), cwd: surroundings.cwd }
  await packageMetadata(template.get('Metadata'), work)
  await packageIncludes(template, work)
  await packageResources(template.get('Resources') ?? new DataMap(), work)
  const text = given.flags.has('use-json') ? writeJson(template) : writeYaml(template)
  await writeOutput(text, given.options['output-template-file'], surroundings)
}

interface Work {
  readonly upload: Upload
  /** The template's. */
  readonly folder: string
  readonly cwd: string
}

const readTemplate = async (file: string): Promise<DataMap> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`Invalid template path ${file}`)
  })
  const template = loadTemplate(text)
  if (template instanceof DataMap) return template
  throw new CommandError(`the template ${file} should be an object with Resources`)
}

const packageMetadata = async (metadata: Data | undefined, work: Work): Promise<void> => {
  if (!(metadata instanceof DataMap)) return
  for (const { key, value } of metadata.entries.values())
    for (const property of DESCRIBED[String(key)] ?? []) await packageProperty(String(key), value, property, work)
}

/** `Fn::Transform` with AWS::Include, at any depth. */
const packageIncludes = async (data: Data, work: Work): Promise<void> => {
  if (Array.isArray(data)) for (const item of data) await packageIncludes(item, work)
  if (!(data instanceof DataMap)) return
  for (const { key, value } of data.entries.values())
    if (key === 'Fn::Transform') await packageInclude(value, work)
    else await packageIncludes(value, work)
}

const packageInclude = async (include: Data, work: Work): Promise<void> => {
  const parameters = include instanceof DataMap && include.get('Name') === 'AWS::Include' && include.get('Parameters')
  const location = parameters instanceof DataMap ? parameters.get('Location') : undefined
  if (!(parameters instanceof DataMap) || typeof location !== 'string' || location === '' || isS3Url(location)) return
  const path = resolve(work.folder, location)
  if ((await kindOf(path)) !== 'file') throw notThere('Location', 'AWS::Include', path)
  parameters.set('Location', `s3://${work.upload.bucket}/${await uploadPath(work.upload, path, false)}`)
}

const packageResources = async (resources: Data, work: Work): Promise<void> => {
  if (!(resources instanceof DataMap)) throw new CommandError('the Resources of the template should be an object')
  for (const { key, value } of resources.entries.values()) {
    const name = String(key)
    if (name.startsWith('Fn::ForEach::')) await packageResources(loopOf(name, value), work)
    else await packageResource(name, value, work)
  }
}

const loopOf = (name: string, value: Data): Data => {
  const made = Array.isArray(value) && value.length === 3 ? value[2] : undefined
  if (made === undefined) throw new CommandError(`The value of ${name} has an invalid "Fn::ForEach::" format`)
  return made
}

const packageResource = async (name: string, resource: Data, work: Work): Promise<void> => {
  if (!(resource instanceof DataMap)) throw new CommandError(`the resource ${name} should be an object`)
  const type = resource.get('Type')
  const properties = resource.get('Properties')
  if (typeof type !== 'string' || !(properties instanceof DataMap)) return
  const nested = NESTED[type]
  const template = nested === undefined ? undefined : properties.get(nested)
  if (typeof template === 'string' && !/^(s3|https?):\/\//.test(template))
    throw new CommandError(
      `${type} ${name}: packaging the nested template of ${nested} is not part of the local build image's aws`,
    )
  for (const property of PACKAGED[type] ?? []) await packageProperty(name, properties, property, work)
}

const packageProperty = async (
  name: string,
  properties: Data,
  { path, becomes, zipped = false, orFolder = false }: PackagedProperty,
  { upload, folder, cwd }: Work,
): Promise<void> => {
  if (!(properties instanceof DataMap)) return
  const last = path.at(-1) ?? ''
  const holder = holderOf(properties, path.slice(0, -1), orFolder)
  const given = holder?.get(last)
  if (!holder || given instanceof DataMap || (isEmpty(given) && !orFolder)) return
  if (typeof given === 'string' && isS3Url(given)) {
    if (becomes !== 'uri') holder.set(last, objectAt(given, becomes))
    return
  }
  // A file to be zipped is looked for in the folder that the command runs in, whatever the template's is.
  const isZipped = zipped && typeof given === 'string' && (await kindOf(resolve(cwd, given))) === 'file'
  const local = isEmpty(given) ? folder : resolve(isZipped ? cwd : folder, String(given))
  if ((await kindOf(local)) === 'nothing')
    throw new CommandError(
      `Unable to upload artifact ${given} referenced by ${path.join('.')} parameter of ${name} resource.\n` +
        notThere(path.join('.'), name, local).message,
    )
  const uri = `s3://${upload.bucket}/${await uploadPath(upload, local, isZipped)}`
  holder.set(last, becomes === 'uri' ? uri : objectAt(uri, becomes))
}

const notThere = (property: string, name: string, path: string): CommandError =>
  new CommandError(`Parameter ${property} of resource ${name} refers to a file or folder that does not exist ${path}`)

const holderOf = (properties: DataMap, path: readonly string[], made: boolean): DataMap | undefined => {
  let holder = properties
  for (const name of path) {
    const inner = holder.get(name) ?? (made ? new DataMap(true) : undefined)
    if (!(inner instanceof DataMap)) return undefined
    holder.set(name, inner)
    holder = inner
  }
  return holder
}

const isEmpty = (value: Data | undefined): boolean => value === undefined || value === null || value === ''

const isS3Url = (text: string): boolean => /^s3:\/\/[^/?#]+\//.test(text)

const objectAt = (uri: string, names: Exclude<PackagedProperty['becomes'], 'uri'>): DataMap => {
  const [, bucket = '', key = '', query = ''] = /^s3:\/\/([^/?#]+)\/+([^?#]*)(?:\?([^#]*))?/.exec(uri) ?? []
  const object = new DataMap(true)
  object.set(names.bucket, bucket)
  object.set(names.key, key)
  const version = new URLSearchParams(query).getAll('versionId')
  if (names.version !== undefined && version.length === 1 && version[0]) object.set(names.version, version[0])
  return object
}

const kindOf = async (path: string): Promise<'file' | 'folder' | 'nothing'> => {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? 'nothing' : found.isDirectory() ? 'folder' : 'file'
}

const writeOutput = async (
  text: string,
  output: string | undefined,
  { cwd, print }: Pick<Surroundings, 'cwd' | 'print'>,
): Promise<void> => {
  if (output === undefined) return print(`\n${text}`)
  await writeFile(resolve(cwd, output), text)
  print(
    `\nSuccessfully packaged artifacts and wrote output template to file ${output}.\n` +
      `Execute the following command to deploy the packaged template\n` +
      `aws cloudformation deploy --template-file ${resolve(cwd, output)} --stack-name <YOUR STACK NAME>\n`,
  )
}
