// The files of a new operation of an emulated service, and its line among the service's operations.

import { isReadOnly } from '../local/core/cloud-trail.ts'
import type { AnyService } from '../local/core/service.ts'
import { CLIENTS } from '../tests/contract/clients.ts'
import type { Member } from '../tests/contract/model.ts'
import { withImport, withOperation, withRoute } from './edit.ts'
import { type ModelledOperation, modelledOperation, operationNames } from './model.ts'
import { camel, kebab, meant, pascal } from './names.ts'
import { checked, type Plan, Problems, type Tree } from './plan.ts'

const UNKNOWN: ModelledOperation = { input: [], output: [], paged: false }

/** `given` is SERVICE.NAME, for example `kms.ListGrants`. @throws Problems */
export const operationPlan = (tree: Tree, services: readonly AnyService[], given: string): Plan => {
  const [, signingName = '', name = ''] = /^([^.]*)\.(.*)$/.exec(given) ?? []
  if (!/^(v2\.)?[A-Z]\w*$/.test(name))
    throw new Problems([`'${given}' should be SERVICE.NAME as in the API reference, for example kms.ListGrants`])
  const names = services.map(service => service.signingName)
  const service = services.find(each => each.signingName === signingName)
  if (!service)
    throw new Problems([
      `there is no emulated service '${signingName}'${meant(signingName, names) || `; there are ${names.join(', ')}`}`,
    ])
  const known = operationNames(signingName)
  const problems = [
    ...(name in service.operations ? [`${given} is there already: ${signingName} has it among its operations`] : []),
    ...unknownTo(known, name, signingName),
  ]
  const modelled = known && problems.length === 0 ? modelledOperation(service, name) : UNKNOWN
  return checked(tree, planned(tree, service, name, modelled, known !== undefined), problems)
}

const unknownTo = (known: readonly string[] | undefined, name: string, signingName: string): readonly string[] => {
  const plain = name.replace(/^v2\./, '')
  if (!known || known.includes(plain)) return []
  return [`AWS's model of ${signingName} has no operation '${plain}'${meant(plain, known)}`]
}

const planned = (
  tree: Tree,
  service: AnyService,
  name: string,
  modelled: ModelledOperation,
  isModelled: boolean,
): Plan => {
  const { signingName } = service
  const folder = `local/services/${signingName}`
  const path = `operations/${kebab(name)}`
  const index = tree.read(`${folder}/index.ts`) ?? ''
  const constant = name.includes('.') ? pascal(kebab(name)) : name
  const about: About = {
    signingName,
    name,
    constant,
    modelled,
    file: kebab(name),
    service: exportIn(tree, signingName),
    state: /: Service<(\w+)>/.exec(index)?.[1] ?? 'unknown',
    page: pageOf(tree, folder, name),
  }
  const entry = constant === name ? name : `'${name}': ${constant}`
  const routes = service.protocol.startsWith('rest') ? routed(tree, service, name, modelled) : undefined
  return {
    files: { [`${folder}/${path}.ts`]: operationFile(about), [`${folder}/${path}.test.ts`]: testFile(about) },
    changed: {
      [`${folder}/index.ts`]: withImport(withOperation(index, entry), `import { ${constant} } from './${path}.ts'`),
      ...routes?.changed,
    },
    next: [
      ...(isModelled
        ? []
        : [
            `npm ci: ${(CLIENTS[signingName] ?? []).join(', ')} is not installed, so nobody has looked at whether AWS has ${name}`,
          ]),
      `npx jest ${folder}/${path}: it fails until ${folder}/${path}.ts answers`,
      ...(modelled.paged
        ? ["the list comes in pages: inPages of local/core/pages.ts, at the service's operations"]
        : []),
      ...(isReadOnly(service.cloudTrail, name)
        ? []
        : [
            `what it changes: a line in Changes of ${folder}/trail.ts, what that does to the state in evolve, and the fact from decide`,
          ]),
      ...(routes?.next ?? []),
      'npx jest tests/contract, then npm run coverage',
    ],
  }
}

/** The name that local/services.ts imports the service by. */
const exportIn = (tree: Tree, signingName: string): string =>
  new RegExp(`import \\{ (\\w+) \\} from './services/${signingName}/index.ts'`).exec(
    tree.read('local/services.ts') ?? '',
  )?.[1] ?? camel(signingName)

/** Beside the pages that the service's files cite. */
const pageOf = (tree: Tree, folder: string, name: string): string => {
  const folders = [folder, `${folder}/operations`]
  const texts = folders.flatMap(each => tree.list(each).map(file => tree.read(`${each}/${file}`) ?? ''))
  const cited = texts.map(text => /https:\/\/docs\.aws\.amazon\.com\/\S*\/API_(?=\w+\.html)/.exec(text)?.[0])
  const base = cited.find(each => each !== undefined)
  return base === undefined ? '' : `\n// ${base}${name.replace(/^v2\./, '')}.html`
}

const routed = (tree: Tree, { signingName, protocol }: AnyService, name: string, { http }: ModelledOperation) => {
  const folder = `local/services/${signingName}`
  const tables = tree.list(folder).filter(file => /^routes.*\.ts$/.test(file) && !file.endsWith('.test.ts'))
  const table = tables.find(
    file => tables.length === 1 || file.includes(http?.path.includes('{Key') ? 'object' : 'bucket'),
  )
  const text = table === undefined ? undefined : tree.read(`${folder}/${table}`)
  if (!http || text === undefined)
    return { changed: {}, next: [`its route: a line in ${folder}/${table ?? 'routes.ts'}`] }
  const own = http.path.replace(/[?&]x-id=\w+/, '')
  // The SDK writes the bucket into the host's name; routes have it as the first part of the path.
  const path = protocol === 'rest-xml' ? `/{Bucket}${own.replace(/^\/(?=\?|$)/, '')}` : own
  const status = http.status === 200 ? '' : `, status: ${http.status}`
  return {
    changed: {
      [`${folder}/${table}`]: withRoute(text, `'${name}': { method: '${http.method}', path: '${path}'${status} }`),
    },
    next: [
      `its route in ${folder}/${table}: method and path are AWS's; add headers, query and payload where it has them`,
    ],
  }
}

interface About {
  readonly signingName: string
  readonly name: string
  readonly constant: string
  readonly file: string
  readonly service: string
  readonly state: string
  readonly page: string
  readonly modelled: ModelledOperation
}

const operationFile = ({ signingName, name, constant, state, page, modelled }: About): string => `\
// ${name}: not carried out yet, and refused by its name.${page}

import { notEmulated } from '../../../core/errors.ts'
import { operation } from '../../../core/service.ts'
import type { ${state} } from '../state.ts'

export const ${constant} = operation<${state}>()({
  input: ${modelled.input.some(({ required }) => required) ? 'members' : '()'} => ({${required(modelled).map(reading).join(', ')}}),
  // Unverified: the resource and the condition keys of ${signingName}:${name} in the Service Authorization Reference.
  access: () => [{ action: '${signingName}:${name.replace(/^v2\./, '')}', resource: '*' }],
  decide: () => {
    throw notEmulated('${signingName}', '${name}')
  },
})
`

const required = ({ input }: ModelledOperation): readonly Member[] => input.filter(member => member.required)

const reading = ({ name, shape }: Member): string => `${lowered(name)}: members.${readerOf(shape)}('${name}')`

const lowered = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`

const readerOf = (shape: Member['shape']): string => {
  switch (shape.kind) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'structure':
    case 'map':
      return shape.kind
    case 'list':
      return shape.item.kind === 'structure' ? 'structures' : shape.item.kind === 'string' ? 'strings' : 'list'
    default:
      return 'raw'
  }
}

const testFile = ({ signingName, name, service, modelled }: About): string => `\
// What ${name} answers. Make first what it needs, say what is expected in full, and add what it refuses.

import { testRuntime } from '../../../../tests/support/test-runtime.ts'
import { ${service} } from '../index.ts'

test('${signingName} ${name} answers', async () => {
  const cloud = testRuntime([${service}])
  try {
    await expect(cloud.call('${name}', {${required(modelled).map(sample).join(', ')}})).resolves.toEqual({${answers(modelled)}})
  } finally {
    await cloud.close()
  }
})
`

const sample = ({ name, shape }: Member): string => `${name}: ${SAMPLES[shape.kind]}`

const SAMPLES: Readonly<Record<Member['shape']['kind'], string>> = {
  string: "'sample'",
  number: '1',
  boolean: 'true',
  timestamp: '1_700_000_000',
  blob: 'new Uint8Array()',
  document: '{}',
  structure: '{}',
  map: '{}',
  list: '[]',
}

/** Every member of the answer, except those that say where the next page begins. */
const answers = ({ output }: ModelledOperation): string =>
  output
    .filter(({ name }) => !/(marker|token|^position|truncated)$/i.test(name))
    .map(({ name, shape }) => `${name}: ${shape.kind === 'list' ? 'expect.any(Array)' : 'expect.anything()'}`)
    .join(', ')
