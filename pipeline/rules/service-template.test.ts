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

const fn = (properties: string) =>
  `${stage('')}  Function:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      ${properties.replaceAll('\n', '\n      ')}
`
const ALL = 'AutoPublishAliasAllProperties: true\n'
const MAPPINGS = 'Mappings:\n  Limits: { beta: { Timeout: 1 }, staging: { Timeout: 1 }, prod: { Timeout: 2 } }\n'
const LIMIT = '!FindInMap [Limits, !Ref Stage, Timeout]'
const withMappings = (properties: string) => `${MAPPINGS}${fn(properties)}`
const withParameter = (properties: string) =>
  fn(properties).replace('Resources:', '  Limit: { Type: Number }\nResources:')

test.each([
  ['tells of a mapped value in its version', withMappings(`${ALL}Timeout: ${LIMIT}\nVersionDescription: ${LIMIT}`)],
  [
    'tells of it in a sentence',
    withMappings(`${ALL}Timeout: ${LIMIT}\nVersionDescription: !Sub ['waits \${T} s', { T: ${LIMIT} }]`),
  ],
  ['has a mapped value that no version has', withMappings(`${ALL}Tags: { limit: ${LIMIT} }`)],
  ['tells of a parameter', withParameter(`${ALL}Timeout: !Ref Limit\nVersionDescription: !Sub \${Limit} s`)],
  ['takes what never changes', withParameter(`${ALL}Environment: { Variables: { STAGE: !Ref Stage } }`)],
])('a function that %s is as it should be', (_, text) => {
  expect(serviceTemplateProblems(text, stages)).toEqual([])
})

test.each([
  ['not all of its properties', fn('Timeout: 5'), 'Resources.Function has an AutoPublishAlias: a change of'],
  [
    'a mapping',
    withMappings(`${ALL}Environment: { Variables: { LIMIT: ${LIMIT} } }`),
    'Resources.Function.Properties.Environment takes a value of the mapping Limits.{"Ref":"Stage"}.Timeout: a change there',
  ],
  ['a parameter', withParameter(`${ALL}Timeout: !Ref Limit`), 'Timeout takes the parameter Limit: a change'],
  ['a parameter in a text', withParameter(`${ALL}Handler: !Sub a\${Limit}`), 'Handler takes the parameter Limit'],
  [
    'a condition',
    `Conditions: { Slow: a }\n${fn(`${ALL}Timeout: !If [Slow, 9, 5]`)}`,
    'takes a value by the condition Slow',
  ],
  [
    'what all functions have',
    `Globals: { Function: { Timeout: { 'Fn::FindInMap': [Limits, prod, Timeout] } } }\n${withMappings(ALL)}`,
    'takes a value of the mapping Limits.prod.Timeout',
  ],
])('a function whose versions do not follow %s is a problem', (_, text, problem) => {
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
      /^app-sam\.yaml needs a change:\n {2}- Parameters\.Stage.*\n {2}- Mappings\.Sizes.*$/,
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
