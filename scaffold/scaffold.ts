// Writes the files of a new operation, service or resource type, with a test that fails until it is carried out.

import { parseArgs } from 'node:util'
import { messageOf } from '../local/core/errors.ts'
import { errorCode } from '../local/host/error-code.ts'
import { resourceTypes } from '../local/services/cloudformation/resources/index.ts'
import { services } from '../local/services.ts'
import { servicePlan } from './emulated-service.ts'
import { meant } from './names.ts'
import { operationPlan } from './operation.ts'
import { type Plan, Problems } from './plan.ts'
import { formatted, treeAt, written } from './repository.ts'
import { resourceTypePlan } from './resource-type.ts'

const HELP = `Writes the files of something new with their failing test, and its line in the list.

  npm run scaffold -- operation kms.ListGrants            an operation of an emulated service
  npm run scaffold -- emulated-service sqs                a service, by the name that its clients sign for
  npm run scaffold -- emulated-service monitoring --client @aws-sdk/client-cloudwatch
  npm run scaffold -- resource-type AWS::SQS::Queue       a CloudFormation resource type

  --dry-run   prints what would be written, and writes nothing
  --client    the SDK's client of a service, where it is not @aws-sdk/client-NAME

Nothing is written over. When anything is wrong, all of it is said, nothing is written, and the exit code is 1.`

export interface Said {
  readonly exitCode: 0 | 1
  readonly stdout: string
  readonly stderr: string
}

/** Does what the arguments ask for in the repository at `root`. */
export const scaffold = (argv: readonly string[], root: string): Said => {
  try {
    return { exitCode: 0, stdout: `${carriedOut(argv, root)}\n`, stderr: '' }
  } catch (error) {
    if (!(error instanceof Problems) && !errorCode(error)?.startsWith('ERR_PARSE_ARGS')) throw error
    return { exitCode: 1, stdout: '', stderr: `Nothing was written:\n${messageOf(error).replace(/^/gm, '  ')}\n` }
  }
}

const KINDS: Readonly<Record<string, (root: string, name: string, client: string | undefined) => Plan>> = {
  operation: (root, name) => operationPlan(treeAt(root), services, name),
  'emulated-service': (root, name, client) => servicePlan(treeAt(root), services, name, client),
  'resource-type': (root, name) => resourceTypePlan(treeAt(root), [...resourceTypes.keys()], name),
}

const asked = (argv: readonly string[]) => {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean' }, client: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
  const [kind = '', name = '', ...more] = positionals
  return { kind, name, more, client: values.client, isDry: values['dry-run'] ?? false, help: values.help ?? false }
}

const carriedOut = (argv: readonly string[], root: string): string => {
  const { kind, name, more, client, isDry, help } = asked(argv)
  if (help) return HELP
  const kinds = Object.keys(KINDS)
  const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  const problems = [
    ...(make ? [] : [`'${kind}' should be one of ${kinds.join(', ')}${meant(kind, kinds)}`]),
    ...(name === '' ? ['a name is missing behind it'] : []),
    ...(more.length > 0 ? [`one name at a time; ${more.join(', ')} is one too many`] : []),
    ...(client !== undefined && kind !== 'emulated-service' ? ['--client belongs to emulated-service'] : []),
  ]
  if (!make || problems.length > 0) throw new Problems([...problems, '--help shows examples'])
  const plan = formatted(root, make(root, name, client))
  if (!isDry) written(root, plan)
  return text(isDry ? plan : { ...plan, files: withoutTexts(plan.files) }, isDry ? 'would write' : 'wrote')
}

const withoutTexts = (files: Plan['files']): Plan['files'] =>
  Object.fromEntries(Object.keys(files).map(path => [path, '']))

const text = ({ files, changed, next }: Plan, verb: string): string =>
  [
    ...Object.entries(files).map(([path, body]) => `${verb} ${path}${body && `\n\n${body}`}`),
    ...Object.keys(changed).map(path => `${verb} a line into ${path}`),
    '',
    'Next:',
    ...next.map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n')
