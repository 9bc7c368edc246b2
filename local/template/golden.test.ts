import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parameterValues } from './parameters.ts'
import { parseTemplate } from './parse.ts'
import { transformServerless } from './serverless/transform.ts'
import { templateProblems } from './structure.ts'
import type { Template } from './template.ts'

const FOLDER = join(__dirname, 'golden')
const SERVICE = join(__dirname, '../../tests/support/small-service')
const PLACE = { account: '123456789012', region: 'eu-west-1' }
const corpus = readdirSync(FOLDER).filter(name => name.endsWith('.yaml'))

/** The template as JSON has it, without sections that are empty. */
const plain = (template: Template): Record<string, unknown> => {
  const sections = Object.entries(JSON.parse(JSON.stringify(template)))
  return Object.fromEntries(sections.filter(([, section]) => Object.keys(Object(section)).length > 0))
}

const transformed = (template: Template): Template =>
  transformServerless(template, parameterValues(template, {}), PLACE)

// The expected outputs are samtranslator 1.110's own; `judge.py` made them.
test.each(corpus)('%s becomes what AWS’s transform makes of it', name => {
  const template = parseTemplate(readFileSync(join(FOLDER, name), 'utf8'))
  const expected = JSON.parse(readFileSync(join(FOLDER, name.replace('.yaml', '.golden.json')), 'utf8'))
  expect(plain(transformed(template))).toEqual(expected)
})

test.each([
  ['{Type: Api, Properties: {Path: /x}}', "Event with id [E] is invalid. Property 'Method' is required."],
  ['{Type: Apii}', "Event 'E' of type 'Apii' is not carried out by the local cloud."],
  [
    '{Type: Api, Properties: {RestApiId: !Ref None, Path: /x, Method: get}}',
    "Event with id [E] is invalid. RestApiId must be a valid reference to an 'AWS::Serverless::Api' resource in same template.",
  ],
])('the event %s is one problem', (event, problem) => {
  const template = parseTemplate(
    `Transform: AWS::Serverless-2016-10-31
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs24.x, Handler: a.b, InlineCode: x, Events: {E: ${event}}}}`,
  )
  expect(() => transformed(template)).toThrow(`Number of errors found: 1. Resource with id [F] is invalid. ${problem}`)
})

test('the result holds together: every reference finds its resource', () => {
  for (const name of ['api-proxy.yaml', 'canary.yaml', 'implicit-api-many.yaml', 'http-api.yaml'])
    expect(templateProblems(transformed(parseTemplate(readFileSync(join(FOLDER, name), 'utf8'))))).toEqual([])
})

const hasJudge = ((): boolean => {
  try {
    execFileSync('python3', ['-c', 'import samtranslator'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

const withJudge = hasJudge ? test : test.skip
const why = hasJudge ? '' : ' (skipped: python3 with samtranslator is not on this machine)'

withJudge(`the small service’s templates become what samtranslator makes of them${why}`, () => {
  const templates = ['app-sam.yaml', 'test-sam.yaml'].map(name => {
    const packaged = readFileSync(join(SERVICE, name), 'utf8').replace(/CodeUri: .*/g, 'CodeUri: s3://bucket/key')
    const { Parameters } = parseTemplate(packaged)
    const given = Object.keys(Parameters).filter(parameter => Parameters[parameter]?.Default === undefined)
    const template = parseTemplate(packaged)
    return {
      template,
      parameters: parameterValues(template, Object.fromEntries(given.map(parameter => [parameter, parameter]))),
    }
  })
  const lines = templates.map(({ template, parameters }) => JSON.stringify({ template: plain(template), parameters }))
  const judged = execFileSync('python3', [join(FOLDER, 'judge.py')], { input: lines.join('\n'), stdio: 'pipe' })
  const expected = judged
    .toString()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(templates.map(({ template, parameters }) => plain(transformServerless(template, parameters, PLACE)))).toEqual(
    expected,
  )
})
