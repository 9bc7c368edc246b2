// The files of a new CloudFormation resource type, and its line in the list.

import { withImport, withItem } from './edit.ts'
import { cdkServices, propertyNames, typeNames } from './model.ts'
import { camel, kebab, meant, pascal } from './names.ts'
import { checked, type Plan, Problems, type Tree } from './plan.ts'

const ROOT = 'local/services/cloudformation/resources'

/** `known` are the types that are carried out. @throws Problems */
export const resourceTypePlan = (tree: Tree, known: readonly string[], type: string): Plan => {
  const [, service = '', name = ''] = /^AWS::([A-Z]\w*)::([A-Z]\w*)$/.exec(type) ?? []
  if (service === '') throw new Problems([`'${type}' should be a resource type like AWS::SQS::Queue`])
  const problems = [
    ...(known.includes(type) ? [`${type} is there already: ${ROOT}/index.ts has it`] : []),
    ...unknownToAws(service, type),
  ]
  const folder = `${ROOT}/${service.toLowerCase()}`
  const file = `${folder}/${kebab(name)}`
  const about: About = {
    type,
    constant: camel(`${camel(service)}${pascal(kebab(name))}`),
    properties: problems.length === 0 ? propertyNames(service, type) : [],
    page: `https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-${service.toLowerCase()}-${name.toLowerCase()}.html`,
  }
  const list = withItem(tree.read(`${ROOT}/index.ts`) ?? '', 'TYPES', about.constant)
  const line = `import { ${about.constant} } from './${service.toLowerCase()}/${kebab(name)}.ts'`
  const plan: Plan = {
    files: { [`${file}.ts`]: typeFile(about), [`${file}.test.ts`]: testFile(about) },
    changed: { [`${ROOT}/index.ts`]: withImport(list, line) },
    next: [
      `npx jest ${file}: it fails until ${file}.ts makes the resource`,
      `${file}.ts: every property of the type's reference page as carriedOut, createOnly, kept, notCarriedOut or refused${about.properties.length > 0 ? '; all are named as not carried out so far' : ''}`,
      `a line in PERMISSIONS of ${ROOT}/permissions.ts, from the handlers of the type's schema`,
      'npx jest local/services/cloudformation, then npm run coverage',
    ],
  }
  return checked(tree, plan, problems)
}

const unknownToAws = (service: string, type: string): readonly string[] => {
  const types = typeNames(service)
  if (types.includes(type)) return []
  if (types.length > 0) return [`AWS::${service} has no type '${type}' in the installed CDK${meant(type, types)}`]
  return [`the installed CDK knows no service '${service}'${meant(service, cdkServices())}`]
}

interface About {
  readonly type: string
  readonly constant: string
  readonly properties: readonly string[]
  readonly page: string
}

const typeFile = ({ type, constant, properties, page }: About): string => `\
// ${page}

import { notEmulated } from '../../../../core/errors.ts'
import { ${properties.length > 0 ? 'notCarriedOut, ' : ''}type ResourceType } from '../resource-type.ts'

export const ${constant}: ResourceType = {
  type: '${type}',
  properties: ${properties.length > 0 ? `notCarriedOut(${properties.map(name => `'${name}'`).join(', ')})` : '{}'},
  required: [],
  attributes: [],
  // Or how AWS's handler finds what is there already: resources/resource-type.ts.
  existing: 'refused as it is made',
  // The calls that any client would make, by hands.call.
  create: async () => {
    throw notEmulated('cloudformation', '${type}')
  },
  delete: async () => {
    throw notEmulated('cloudformation', '${type}')
  },
}
`

const testFile = ({ type }: About): string => `\
// ${type}: what is called for it. Say the calls in full, and add an update, a replacement, a deletion and a rollback.

import { created } from '../../../../../tests/support/cloudformation/noting-hands.ts'

test('${type} is made by calls that any client could make', async () => {
  const { made, calls } = await created('${type}', {})
  expect(made.physicalId).not.toBe('')
  expect(calls).not.toEqual([])
})
`
