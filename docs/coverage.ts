// Writes docs/coverage.md: what the local cloud carries out and where it differs from AWS, taken from the code itself.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnyService } from '../local/core/service.ts'
import { RUNTIMES } from '../local/host/runtimes.ts'
import { resourceTypes } from '../local/services/cloudformation/resources/index.ts'
import { ACTION_TYPES } from '../local/services/codepipeline/declaration/action-types.ts'
import { TARGET_KINDS } from '../local/services/events/target-kinds.ts'
import { services } from '../local/services.ts'
import { measureOf } from './generate/likeness.ts'
import { anchor, code, table } from './generate/markdown.ts'
import { refusedMembers } from './generate/members.ts'
import { type Kind, type Remark, remarksOf } from './generate/remarks.ts'
import { resourceTypeSections } from './generate/resource-types.ts'

const root = join(import.meta.dirname, '..')

export const coveragePath = join(root, 'docs', 'coverage.md')

/** The whole page. */
export const coverage = (): string => {
  const sections = [overview, ...sorted.map(serviceSection), actionTypes, types, foundations, template]
  return `${[head(sections.map(({ title }) => title)), ...sections.map(({ title, text }) => `## ${title}\n\n${text}`)].join('\n\n')}\n`
}

interface Section {
  readonly title: string
  readonly text: string
}

const head = (titles: readonly string[]): string =>
  [
    '# What the local cloud carries out, and where it differs from AWS',
    '',
    'Made from the code by `npm run coverage`; a test holds the page to the code, so edit the code and not the page.',
    '',
    'What is not on this page is refused by name, an operation with status 501 (`NotImplemented`). Each member that AWS gives an operation is carried out, or stands below as refused or as accepted without effect; each property of a resource type likewise, and what is refused of a template is refused before anything is made. Tests hold both lists to what the code reads. A property that is ignored is named in a warning on the stack event. _Unverified_ marks behaviour that AWS documents nowhere and that was not compared with an account.',
    '',
    '`tests/conformance` states the behaviour that is common to both, and `npm run likeness` plays recorded facts of AWS, each with its public source, and holds every answer to AWS’s service model; `CONFORMANCE=aws npx jest tests/conformance tests/likeness` holds a real account to both.',
    '',
    ...titles.map(title => `- [${title}](#${anchor(title)})`),
  ].join('\n')

const sorted = [...services].sort((a, b) => (a.signingName < b.signingName ? -1 : 1))

const overview: Section = {
  title: 'Overview',
  text: table(
    [
      'service',
      'protocol',
      'operations',
      'held to AWS’s model',
      'recorded facts',
      'of them hold',
      'differs',
      'unverified',
    ],
    sorted.map(service => {
      const remarks = remarksOfService(service)
      const measure = measureOf(root, service)
      const count = (kind: Kind) => String(remarks.filter(remark => remark.kind === kind).length)
      return [
        `[${service.signingName}](#${anchor(service.signingName)})`,
        service.protocol,
        String(Object.keys(service.operations).length),
        String(measure.operations),
        String(measure.scenarios),
        String(measure.scenarios - measure.open.length),
        count('Differs from AWS'),
        count('Unverified'),
      ]
    }),
  ),
}

function remarksOfService({ signingName }: AnyService): readonly Remark[] {
  return remarksOf(root, [`local/services/${signingName}/**/*.{ts,mjs}`])
}

function serviceSection(service: AnyService): Section {
  const { signingName, operations, http } = service
  return {
    title: signingName,
    text: [
      purpose(join(root, 'local/services', signingName, 'index.ts')),
      `Operations: ${code(Object.keys(operations).sort())}`,
      ...(more[signingName] ?? []),
      ...refusedSection(service),
      ...passedOverSection(service),
      ...(http ? [`Answers other HTTP under \`${http.prefix}\`.`] : []),
      ...remarkLists(remarksOfService(service)),
      ...openSection(service),
    ].join('\n\n'),
  }
}

/** What AWS's model has and the local cloud does not carry out. */
function refusedSection(service: AnyService): readonly string[] {
  const lines = refusedMembers(service)
  return lines.length === 0 ? [] : ['Members that are refused by their name:', lines.join('\n')]
}

/** Members of inputs that have no effect, with the reason; the runtime passes over these and no other. */
function passedOverSection({ passedOver = {} }: AnyService): readonly string[] {
  const lines = Object.entries(passedOver).map(([name, reason]) => `- \`${name}\`: ${reason}`)
  return lines.length === 0 ? [] : ['Accepted without effect:', lines.join('\n')]
}

/** Recorded facts of AWS that tests/likeness plays and that do not hold yet. */
function openSection(service: AnyService): readonly string[] {
  const { open } = measureOf(root, service)
  if (open.length === 0) return []
  return [
    'Recorded of AWS and not so here:',
    open.map(({ title, reason }) => `- ${plain(`${title}: ${reason}`)}`).join('\n'),
  ]
}

/** What else a service carries out, besides operations. */
const more: Readonly<Record<string, readonly string[]>> = {
  events: [`Targets of rules, by service: ${code(Object.keys(TARGET_KINDS).sort())}`],
  lambda: [`Runtimes: ${code(RUNTIMES)}`],
}

/** The sentence with which a file opens. */
function purpose(file: string): string {
  const lines = readFileSync(file, 'utf8').split('\n')
  const end = lines.findIndex(line => !line.startsWith('// ') || line.startsWith('// http'))
  return lines
    .slice(0, end)
    .map(line => line.slice(3))
    .join(' ')
}

function remarkLists(remarks: readonly Remark[]): readonly string[] {
  const kinds: readonly Kind[] = ['Differs from AWS', 'Unverified']
  return kinds.flatMap(kind => {
    const found = remarks.filter(remark => remark.kind === kind)
    return found.length === 0 ? [] : [`${kind}:`, found.map(remarkLine).join('\n')]
  })
}

function remarkLine({ text, file }: Remark): string {
  return `- ${plain(text)} ([${file.split('/').slice(-2).join('/')}](../${file}))`
}

function plain(text: string): string {
  return text.replace(/([<>|])/g, '\\$1')
}

const actionTypes: Section = {
  title: 'Pipeline actions',
  text: [
    'Category, owner, provider and version as in `actionTypeId`; every other one is refused when the pipeline is created.',
    table(
      ['action', 'inputs', 'outputs', 'configuration', 'refused'],
      Object.entries(ACTION_TYPES).map(([name, { inputs, outputs, configuration }]) => [
        name.replaceAll('/', ' / '),
        inputs.join('–'),
        outputs.join('–'),
        code(Object.keys(configuration)),
        Object.entries(configuration)
          .flatMap(([key, { refused = {} }]) =>
            Object.entries(refused).map(([value, why]) => `${key} \`${value}\`: ${why}`),
          )
          .join('; '),
      ]),
    ),
  ].join('\n\n'),
}

const types: Section = {
  title: 'CloudFormation resource types',
  text: [
    'A property that is not named here is refused (`Encountered unsupported property`), and so is a resource type.',
    resourceTypeSections(resourceTypes),
  ].join('\n\n'),
}

const foundations: Section = {
  title: 'What all services stand on',
  text: [
    'The front door and its protocols, CloudFormation templates and the SAM transform, security, the machine.',
    ...remarkLists(remarksOf(root, ['local/*.ts', 'local/{cli,core,host,image,kernel,template,wire}/**/*.{ts,mjs}'])),
  ].join('\n\n'),
}

const template: Section = {
  title: 'The template itself',
  text: [
    'What the pipeline and the sample service take for granted on AWS and nobody has seen confirmed there.',
    ...remarkLists(remarksOf(root, ['{pipeline,app,test-app}/**/*.ts'])),
  ].join('\n\n'),
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(coveragePath, coverage())
