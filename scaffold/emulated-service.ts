// The files of a new emulated service, its line in the list, and the client that the contract suite speaks to it with.

import type { AnyService } from '../local/core/service.ts'
import type { Protocol } from '../local/core/wire.ts'
import { withClient, withImport, withItem } from './edit.ts'
import { type ModelledService, modelledService } from './model.ts'
import { camel, pascal } from './names.ts'
import { checked, type Plan, Problems, type Tree } from './plan.ts'

/** The codecs of local/wire/protocols, by AWS's name of the protocol. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'aws.protocols#awsJson1_1': 'json-1.1',
  'aws.protocols#awsQuery': 'query',
  'aws.protocols#restJson1': 'rest-json',
  'aws.protocols#restXml': 'rest-xml',
}

/** @throws Problems */
export const servicePlan = (
  tree: Tree,
  services: readonly AnyService[],
  name: string,
  client = `@aws-sdk/client-${name}`,
): Plan => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Problems([
      `'${name}' should be the name that the service's clients sign for, in lower case, for example sqs`,
    ])
  const model = modelledService(client)
  const protocol = model ? PROTOCOLS[model.protocol] : 'json-1.1'
  const problems = [
    ...(services.some(({ signingName }) => signingName === name)
      ? [`${name} is emulated already: local/services/${name}`]
      : []),
    ...(model && model.signingName !== name
      ? [`${client} signs for '${model.signingName}', which is the name that the service should have, not '${name}'`]
      : []),
    ...(protocol
      ? []
      : [
          `${client} speaks ${model?.protocol}, and local/wire/protocols has ${Object.keys(PROTOCOLS).join(', ')}; write its codec first`,
        ]),
  ]
  if (problems.length > 0) throw new Problems(problems)
  return checked(tree, planned(tree, { name, client, protocol: protocol ?? 'json-1.1', model }))
}

interface About {
  readonly name: string
  readonly client: string
  readonly protocol: Protocol
  readonly model: ModelledService | undefined
}

const planned = (tree: Tree, about: About): Plan => {
  const { name, client, protocol, model } = about
  const folder = `local/services/${name}`
  const constant = camel(name)
  const list = withItem(tree.read('local/services.ts') ?? '', 'services', constant)
  const key = constant === name ? name : `'${name}'`
  return {
    files: {
      [`${folder}/index.ts`]: indexFile(about),
      [`${folder}/state.ts`]: stateFile(about),
      [`${folder}/trail.ts`]: trailFile(about),
      [`${folder}/evolve.ts`]: evolveFile(about),
      [`${folder}/${name}.test.ts`]: testFile(about),
      ...(protocol.startsWith('rest') ? { [`${folder}/routes.ts`]: routesFile(about) } : {}),
    },
    changed: {
      'local/services.ts': withImport(list, `import { ${constant} } from './services/${name}/index.ts'`),
      'tests/contract/clients.ts': withClient(tree.read('tests/contract/clients.ts') ?? '', key, `['${client}']`),
    },
    next: [
      ...(model
        ? []
        : [
            `npm install --save-dev --save-exact ${client}: it is not installed, and tests/contract needs it (--client names another)`,
            `${folder}/index.ts: the protocol and the target are guessed; the client's model has them`,
          ]),
      `npx jest ${folder}: it fails until the service carries an operation out`,
      `npm run scaffold -- operation ${name}.NAME writes the first one`,
      'npx jest tests/contract, then npm run coverage',
    ],
  }
}

const stateOf = ({ name }: About): string => `${pascal(name)}State`

const indexFile = (about: About): string => `\
// ${about.name}: nothing is carried out yet.

import type { Service } from '../../core/service.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { evolve } from './evolve.ts'
${about.protocol.startsWith('rest') ? "import { routes } from './routes.ts'\n" : ''}import { initial, type ${stateOf(about)} } from './state.ts'

export const ${camel(about.name)}: Service<${stateOf(about)}> = {
  signingName: '${about.name}',
${wireOf(about)}  isGlobal: false,
  bodyLimit: MEGABYTE,
  source: 'aws.${about.name}',
  cloudTrail: { dataEvents: [], readOnly: [], hidden: [], maps: [] },
  initial,
  evolve,
  operations: {},
  // Says the tags of each resource, as policies see them.
  resourceTags: () => undefined,
}
`

const wireOf = ({ name, protocol, model }: About): string => {
  const errors = ERRORS[protocol]
  const codes = `  accessDeniedError: '${errors.denied}',\n  validationError: '${errors.invalid}',\n`
  const guess = model ? '' : `  // Unverified: protocol and target, which the SDK's client of ${name} has.\n`
  const namespace = `  namespace: '${model?.namespace}',\n`
  switch (protocol) {
    case 'json-1.1':
      return `${guess}  protocol: 'json-1.1',\n  target: '${model?.target ?? pascal(name)}',\n${codes}`
    case 'query':
      return `  protocol: 'query',\n  version: '${model?.version}',\n${namespace}  unsigned: [],\n${codes}`
    case 'rest-json':
      return `  protocol: 'rest-json',\n  routes,\n${codes}`
    case 'rest-xml':
      return `  protocol: 'rest-xml',\n  routes,\n${namespace}${codes}`
  }
}

const ERRORS: Readonly<Record<Protocol, { readonly denied: string; readonly invalid: string }>> = {
  'json-1.1': { denied: 'AccessDeniedException', invalid: 'ValidationException' },
  query: { denied: 'AccessDenied', invalid: 'ValidationError' },
  'rest-json': { denied: 'AccessDeniedException', invalid: 'ValidationException' },
  'rest-xml': { denied: 'AccessDenied', invalid: 'InvalidArgument' },
}

const stateFile = (about: About): string => `\
// What ${about.name} knows. Plain data: a snapshot keeps it.

/** Nothing yet; for example an interface with \`readonly queues: Map<string, Queue>\`. */
export type ${stateOf(about)} = Record<string, never>

export const initial = (): ${stateOf(about)} => ({})
`

const trailFile = (about: About): string => `\
// What ${about.name} records: the data of each change, by its name.

import { trailOf } from '../../core/trail.ts'
import type { ${stateOf(about)} } from './state.ts'

/** For example \`{ readonly CreateQueue: { readonly name: string } }\`. */
type Changes = Record<never, never>

export const { changed, evolving } = trailOf<${stateOf(about)}, Changes>()('aws.${about.name}')
`

const evolveFile = ({ name }: About): string => `\
// How each recorded change alters the state of ${name}: a line for each name in trail.ts.

import { evolving } from './trail.ts'

export const evolve = evolving({})
`

const routesFile = ({ name }: About): string => `\
// Where the operations of ${name} live in HTTP.

import type { Route } from '../../core/wire.ts'

export const routes: Readonly<Record<string, Route>> = {
}
`

const testFile = ({ name }: About): string => `\
// What ${name} carries out. A test for each operation stands beside it.

import { ${camel(name)} } from './index.ts'

test('${name} carries an operation out', () => {
  expect(Object.keys(${camel(name)}.operations)).not.toEqual([])
})
`
