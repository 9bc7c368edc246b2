import { parseTemplate, TemplateError } from './parse.ts'

const one = (resource: string): unknown => parseTemplate(`Resources:\n  A: ${resource}\n`).Resources.A

test.each<[string, unknown]>([
  ['!Ref B', { Ref: 'B' }],
  ['!GetAtt B.Arn', { 'Fn::GetAtt': ['B', 'Arn'] }],
  ['!GetAtt B.Outputs.Url', { 'Fn::GetAtt': ['B', 'Outputs.Url'] }],
  ['!GetAtt [B, Arn]', { 'Fn::GetAtt': ['B', 'Arn'] }],
  ["!Sub '${B}'", { 'Fn::Sub': '${B}' }],
  ["!Sub ['${x}', {x: !Ref B}]", { 'Fn::Sub': ['${x}', { x: { Ref: 'B' } }] }],
  ['!If [C, !Ref B, !Ref AWS::NoValue]', { 'Fn::If': ['C', { Ref: 'B' }, { Ref: 'AWS::NoValue' }] }],
  ["!Join ['-', [a, !Ref B]]", { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }],
  ['!ToJsonString {a: 1}', { 'Fn::ToJsonString': { a: 1 } }],
  ['!Length [a]', { 'Fn::Length': ['a'] }],
  ["!Base64 'x'", { 'Fn::Base64': 'x' }],
  ['2012-10-17', '2012-10-17'],
  ['12', 12],
  ["'012'", '012'],
  ['yes', true],
  ['y', 'y'],
  ['[n, x]', ['n', 'x']],
  ['{y: 1, on: 2, 2020: 3}', { y: 1, on: 2, 2020: 3 }],
])('%s is %j', (text, value) => {
  expect(one(`{Type: T, Properties: {P: ${text}}}`)).toEqual({ Type: 'T', Properties: { P: value } })
})

test('YAML and JSON of the same template are the same', () => {
  const yaml = parseTemplate(
    'Parameters: {S: {Type: String, Default: 5}}\nResources: {A: {Type: T}}\nOutputs: {O: {Value: !Ref A}}',
  )
  const json =
    '{"Parameters":{"S":{"Type":"String","Default":5}},"Resources":{"A":{"Type":"T"}},"Outputs":{"O":{"Value":{"Ref":"A"}}}}'
  expect(parseTemplate(json)).toEqual(yaml)
  expect(yaml.Parameters.S).toEqual({ Type: 'String', Default: '5' })
})

test.each<[string, string, string[]]>([
  ['broken YAML', 'Resources:\n  A:\n    Type: T\n   B: 1\n', ['YAML not well-formed. (line 4, column 4)']],
  ['broken JSON', '{"Resources": {"A": {"Type": "T"}', ['JSON not well-formed. (line 1']],
  ['a scalar', 'hello', ['unsupported structure']],
  ['no resources', 'Description: x\n', ['At least one Resources member must be defined']],
  [
    'an unknown section',
    'Resources: {A: {Type: T}}\nOutput: {}\n',
    ['Invalid template property or properties [Output]', '(line 2, column 1)'],
  ],
  [
    'an unknown version',
    'AWSTemplateFormatVersion: 2012-10-17\nResources: {A: {Type: T}}\n',
    ['2012-10-17 is not a supported value for AWSTemplateFormatVersion'],
  ],
  [
    'a resource without a type',
    'Resources:\n  A:\n    Properties: {}\n',
    ['[/Resources/A] Every Resources object must contain a Type member.', '(line 2, column 3)'],
  ],
  [
    'a misspelt attribute',
    'Resources:\n  A:\n    Type: T\n    DependOn: B\n',
    ["Invalid template resource property 'DependOn'", '(line 4, column 5)'],
  ],
  ['a resource that is text', 'Resources:\n  A: T\n', ['Every Resources member must be an object']],
  ['a logical ID with a dash', 'Resources: {a-b: {Type: T}}\n', ['Resource name a-b is non alphanumeric']],
  [
    'a loop over resources',
    'Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Topics: [N, [A, B], {"T${N}": {Type: T}}]\n',
    ['Fn::ForEach::Topics in Resources: Fn::ForEach is not carried out by the local cloud (line 3, column 3)'],
  ],
  [
    'a loop within a resource',
    'Resources:\n  A:\n    Type: T\n    Properties:\n      B: 1\n      Fn::ForEach::P: [N, [A], {"P${N}": 1}]\n',
    ['Fn::ForEach::P in Resources: Fn::ForEach is not carried out by the local cloud (line 6, column 7)'],
  ],
  [
    'an unknown tag',
    'Resources:\n  A: {Type: T, Properties: {P: !Foo x}}\n',
    ['the tag !Foo is not known', '(line 2, column 32)'],
  ],
  [
    'a parameter without a type',
    'Parameters: {P: {Default: a}}\nResources: {A: {Type: T}}\n',
    ['Every Parameters object must contain a Type member'],
  ],
  [
    'a default that is a list',
    'Parameters: {P: {Type: String, Default: [a]}}\nResources: {A: {Type: T}}\n',
    ['Every Default member must be a string'],
  ],
  [
    'an output without a value',
    'Resources: {A: {Type: T}}\nOutputs: {O: {Description: d}}\n',
    ['Output O is malformed'],
  ],
  ['two problems', 'Foo: 1\nResources:\n  A: {}\n', ['[Foo]', '[/Resources/A]']],
])('%s is refused with its place', (_, text, messages) => {
  const refused = ((): unknown => {
    try {
      return parseTemplate(text)
    } catch (error) {
      return error
    }
  })()
  expect(refused).toBeInstanceOf(TemplateError)
  for (const message of messages) expect(String(refused)).toContain(message)
})

test('a template that is one loop is refused for the loop alone', () => {
  const text = 'Resources: {Fn::ForEach::Topics: [N, [A, B], {"T${N}": {Type: T}}]}\n'
  expect(() => parseTemplate(text)).toThrow(
    /^Fn::ForEach::Topics in Resources: Fn::ForEach is not carried out by the local cloud \(line 1, column 13\)$/,
  )
})
