import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkServiceTemplate, serviceTemplateProblems } from './service-template.ts'

const stages = [{ name: 'Beta' }, { name: 'Staging' }, { name: 'Prod' }]
const stage = (more: string) =>
  `Parameters:\n  Stage:\n    Type: String\n${more}\nResources:\n  A: { Type: T, Properties: { x: !Ref Stage } }\n`

test.each([
  ['does not list the stages', stage('    Default: beta')],
  ['lists them all', stage('    AllowedValues: [beta, staging, prod]')],
  ['lists more', stage('    AllowedValues:\n      - beta\n      - gamma\n      - staging\n      - prod')],
  [
    'lists the values of another parameter',
    `${stage('    Default: beta')}# AllowedValues\n  Other:\n    AllowedValues: [a]\n`,
  ],
  ['maps something else', `${stage('')}Mappings:\n  Sizes:\n    eu-west-1: { Size: 1 }\n`],
  [
    'maps every stage',
    `${stage('')}Mappings:\n  Sizes: { beta: { Size: 1 }, staging: { Size: 1 }, prod: { Size: 2 } }\n`,
  ],
])('a template that %s is as it should be', (_, text) => {
  expect(serviceTemplateProblems(text, stages)).toEqual([])
})

test.each([
  [
    'a list',
    stage('    AllowedValues: [beta, gamma, prod]'),
    'is [beta, gamma, prod], expected every stage: [beta, staging, prod]; add staging, or take',
  ],
  ['a list over lines', stage('    AllowedValues:\n      - beta\n      - prod'), 'is [beta, prod], expected'],
  ['a list in one line', 'Parameters:\n  Stage: { Type: String, AllowedValues: [beta, prod] }\n', 'add staging'],
  ['a list after an empty line', stage('\n    # which\n    AllowedValues: [beta, prod]'), 'add staging'],
  [
    'a mapping',
    `${stage('')}Mappings:\n  Sizes: { beta: { Size: 1 }, prod: { Size: 2 } }\n`,
    'Mappings.Sizes has the keys [beta, prod], expected every stage: [beta, staging, prod]; add staging',
  ],
])('%s without a stage is a problem', (_, text, problem) => {
  expect(serviceTemplateProblems(text, stages)).toEqual([expect.stringContaining(problem)])
})

describe('in a folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'service-template-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('every problem is said at once, with the name of the file', () => {
    const mappings = 'Mappings:\n  Sizes: { beta: { Size: 1 } }\n'
    writeFileSync(join(folder, 'app-sam.yaml'), `${stage('    AllowedValues: [beta]')}${mappings}`)
    expect(() => checkServiceTemplate(stages, folder)).toThrow(
      /^app-sam\.yaml does not fit the stages of pipeline\/config\.ts:\n {2}- Parameters\.Stage.*\n {2}- Mappings\.Sizes.*$/,
    )
  })

  test('a template that cannot be read is named', () => {
    writeFileSync(join(folder, 'app-sam.yaml'), `${stage('    AllowedValues: [beta')}`)
    expect(() => checkServiceTemplate(stages, folder)).toThrow(/^app-sam\.yaml .*\n {2}- .*line 5/)
  })

  test('no template is none of its business', () => {
    expect(() => checkServiceTemplate(stages, folder)).not.toThrow()
  })
})
