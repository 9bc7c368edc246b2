// `aws cloudformation package`: uploads the local files that a template names and writes the template that names their copies in S3.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
import { access, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Document, YAMLMap } from 'yaml'
import { type Arguments, type Command, CommandError, readArguments, required } from './command.ts'
import { NESTED, PACKAGED, type PackagedProperty } from './packaged-properties.ts'
import { targetOf } from './signed-request.ts'
import { type Upload, uploadPath } from './upload.ts'

const OPTIONS = ['template-file', 's3-bucket', 's3-prefix', 'kms-key-id', 'output-template-file']

export const packageTemplate: Command = async (args, surroundings) => {
  const given = readArguments(args, OPTIONS, ['force-upload', 'use-json'])
  const file = resolve(surroundings.cwd, required(given, 'template-file'))
  const document = await readTemplate(file)
  const upload: Upload = {
    target: targetOf('s3', given, surroundings),
    bucket: required(given, 's3-bucket'),
    prefix: given.options['s3-prefix'],
    kmsKeyId: given.options['kms-key-id'],
    force: given.flags.has('force-upload'),
    complain: surroundings.complain,
  }
  await packageResources(document, dirname(file), upload)
  await writeOutput(document, given, surroundings.cwd, surroundings.print)
}

const readTemplate = async (file: string): Promise<Document> => {
  const { parseDocument } = await import('yaml')
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`Invalid template path ${file}: there is no such file`)
  })
  const document = parseDocument(text, { logLevel: 'silent', version: '1.2' })
  const [problem] = document.errors
  if (problem) throw new CommandError(`Unable to parse the template ${file}: ${problem.message}`)
  return document
}

const packageResources = async (document: Document, folder: string, upload: Upload): Promise<void> => {
  const { isMap, isScalar } = await import('yaml')
  const resources = document.get('Resources')
  if (!isMap(resources)) throw new CommandError('the template has no Resources')
  for (const pair of resources.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key)
    if (!isMap(pair.value)) continue
    const type = String(pair.value.get('Type'))
    const nested = NESTED[type]
    if (nested && isLocal(pair.value.getIn(['Properties', nested])))
      throw new CommandError(
        `${type} ${name}: packaging the nested template of ${nested} is not part of the local build image's aws`,
      )
    for (const property of PACKAGED[type] ?? [])
      await packageProperty(document, name, pair.value, property, folder, upload)
  }
}

const packageProperty = async (
  document: Document,
  name: string,
  resource: YAMLMap,
  property: PackagedProperty,
  folder: string,
  upload: Upload,
): Promise<void> => {
  const path = ['Properties', ...property.path]
  const given = resource.getIn(path)
  const ownFolder =
    given === undefined && property.unless !== undefined && !resource.hasIn(['Properties', property.unless])
  if (!ownFolder && !isLocal(given)) return
  const local = resolve(folder, ownFolder ? '.' : String(given))
  await access(local).catch(() => {
    throw new CommandError(
      `Unable to upload artifact ${given} referenced by ${property.path.join('.')} parameter of ${name} resource.\n` +
        `Parameter ${property.path.join('.')} of resource ${name} refers to a file or folder that does not exist ${local}`,
    )
  })
  const key = await uploadPath(upload, local, property.zipped ?? false)
  const { becomes } = property
  const value =
    becomes === 'uri'
      ? `s3://${upload.bucket}/${key}`
      : document.createNode({ [becomes.bucket]: upload.bucket, [becomes.key]: key })
  resource.setIn(path, value)
}

/** A path on this machine, not a place in S3 and nothing that CloudFormation works out. */
const isLocal = (value: unknown): value is string => typeof value === 'string' && !/^(s3|https?):\/\//.test(value)

const writeOutput = async (
  document: Document,
  given: Arguments,
  cwd: string,
  print: (text: string) => void,
): Promise<void> => {
  const text = given.flags.has('use-json') ? await asJson(document) : document.toString({ lineWidth: 0 })
  const output = given.options['output-template-file']
  if (!output) return print(text)
  await writeFile(resolve(cwd, output), text)
  print(
    `\nSuccessfully packaged artifacts and wrote output template to file ${output}.\n` +
      `Execute the following command to deploy the packaged template\n` +
      `aws cloudformation deploy --template-file ${resolve(cwd, output)} --stack-name <YOUR STACK NAME>\n`,
  )
}

/** JSON has no tags: `!Sub x` becomes `{"Fn::Sub": "x"}`. */
const asJson = async (document: Document): Promise<string> => {
  const { isMap, isScalar, isSeq } = await import('yaml')
  const plain = (node: unknown): unknown => {
    const bare = isMap(node)
      ? Object.fromEntries(
          node.items.map(pair => [isScalar(pair.key) ? String(pair.key.value) : String(pair.key), plain(pair.value)]),
        )
      : isSeq(node)
        ? node.items.map(plain)
        : isScalar(node)
          ? node.value
          : node
    const tag = isMap(node) || isSeq(node) || isScalar(node) ? /^!(\w.*)$/.exec(node.tag ?? '')?.[1] : undefined
    if (!tag) return bare
    if (tag === 'Ref' || tag === 'Condition') return { [tag]: bare }
    return { [`Fn::${tag}`]: tag === 'GetAtt' && typeof bare === 'string' ? bare.split(/\.(.*)/s, 2) : bare }
  }
  return `${JSON.stringify(plain(document.contents), undefined, 4)}\n`
}
