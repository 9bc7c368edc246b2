import { parseTemplate, TemplateError } from '../parse.ts'
import type { Value } from '../template.ts'
import { misreadByAws } from './scalar.ts'

const property = (text: string): Value | undefined =>
  parseTemplate(`Resources:\n  A:\n    Type: T\n    Properties:\n      P: ${text}`).Resources.A?.Properties?.P

test.each<[string, Value]>([
  ['12', 12],
  ['-1.5', -1.5],
  ['1.0', '1.0'],
  ['1.10', '1.10'],
  ['.', '.'],
  ['.5', '.5'],
  ['+1', '+1'],
  ['-0', '-0'],
  ['012345678901', '012345678901'],
  ['12345678901234567890', '12345678901234567890'],
  ['1e3', '1e3'],
  ['0x1F', '0x1F'],
  ['1_000', '1_000'],
  ['12:30:45', '12:30:45'],
  ['.inf', '.inf'],
  ['2012-10-17', '2012-10-17'],
  ["'12'", '12'],
  ['!!str 12', '12'],
  ['yes', true],
  ['Off', false],
  ['y', 'y'],
  ['!Sub 12', { 'Fn::Sub': '12' }],
  ['!Ref', { Ref: '' }],
  ['|\n        text', 'text'],
  ['|\n        text\n', 'text\n'],
  ['[{\n "Key": "a"\n}]', [{ Key: 'a' }]],
  ['{constructor: 1, toString: 2}', { constructor: 1, toString: 2 } as unknown as Value],
])('the scalar or list %j is %j', (text, value) => {
  expect(property(text)).toEqual(value)
})

test.each<[string, Value]>([
  ['12', 12],
  ['1.5', 1.5],
  ['1.0', '1.0'],
  ['12345678901234567890', '12345678901234567890'],
  ['1e3', '1e3'],
  ['[0, 1.10]', [0, '1.10']],
  ['"1.0"', '1.0'],
])('the JSON %s is %j', (text, value) => {
  expect(parseTemplate(`{"Resources": {"A": {"Type": "T", "Properties": {"P": ${text}}}}}`).Resources.A).toEqual({
    Type: 'T',
    Properties: { P: value },
  })
})

test('of keys that stand there twice the last one counts, in YAML and in JSON', () => {
  expect(property('{Q: 1, Q: 3}')).toEqual({ Q: 3 })
  const twice = '{"Resources": {"A": {"Type": "T"}, "A": {"Type": "U"}}}'
  expect(parseTemplate(twice).Resources.A).toEqual({ Type: 'U' })
})

test('a default and the allowed values of a parameter are compared as they are written', () => {
  const text = 'Parameters: {V: {Type: String, Default: 1.0, AllowedValues: [1.0, 1.10]}}\nResources: {A: {Type: T}}'
  expect(parseTemplate(text).Parameters.V).toEqual({ Type: 'String', Default: '1.0', AllowedValues: ['1.0', '1.10'] })
})

const SAM = 'Transform: AWS::Serverless-2016-10-31\n'

test.each<[string, string, string[]]>([
  [
    'null properties',
    'Resources:\n  A:\n    Type: T\n    Properties:\n      # P: 1\n',
    ["[/Resources/A/Properties] 'null' values are not allowed in templates (line 4, column 5)"],
  ],
  [
    'nulls within properties, all of them',
    'Resources:\n  A:\n    Type: T\n    Properties: {P: , Q: {R: [1, ~]}}\n    DependsOn: [null]\n',
    [
      "[/Resources/A/Type/P] 'null' values are not allowed in templates (line 4, column 18)",
      "[/Resources/A/Type/Q/R/1] 'null' values are not allowed in templates (line 4, column 34)",
      "[/Resources/A/DependsOn/0] 'null' values are not allowed in templates (line 5, column 17)",
    ],
  ],
  [
    'nulls in the arguments of functions',
    "Resources:\n  A: {Type: T, Properties: {P: !Join ['', [a, null]]}}\n",
    ["[/Resources/A/Type/P/Fn::Join/1/1] 'null' values are not allowed in templates"],
  ],
  [
    'nulls in every other section',
    'Description:\nMetadata: {M: }\nParameters: {P: {Type: String, Default: }}\nMappings: {M: {A: {B: }}}\nConditions: {C: }\nResources: {A: {Type: T}}\nOutputs:\n',
    [
      '[/Description]',
      '[/Metadata/M]',
      '[/Parameters/P/Default]',
      '[/Mappings/M/A/B]',
      '[/Conditions/C]',
      "[/Outputs] 'null' values are not allowed in templates (line 7, column 1)",
    ],
  ],
  ['nulls in JSON', '{"Resources": {"A": null}}', ["[/Resources/A] 'null' values are not allowed in templates"]],
  [
    'nulls that a transform does not touch',
    `${SAM}Resources: {A: {Type: T}}\nOutputs: {O: {Value: }}\n`,
    ['[/Outputs/O/Value]'],
  ],
  [
    'an alias',
    'Resources:\n  A: &a {Type: T}\n  B: *a\n',
    ['Template error: YAML aliases are not allowed in CloudFormation templates (line 3, column 6)'],
  ],
  [
    'aliases of aliases, however many there would be',
    `Metadata:\n  a0: &a0 [x]\n${Array.from({ length: 30 }, (_, n) => `  a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`).join('\n')}\nResources: {A: {Type: T}}\n`,
    ['YAML aliases are not allowed in CloudFormation templates', 'and 170 more like these'],
  ],
  [
    'what is no YAML, in the words of CloudFormation alone',
    'Resources:\n  A:\n    Type: T: U\n',
    ['Template format error: YAML not well-formed. (line 3, column 12)'],
  ],
  ['values that are too deep', `Metadata: {"a": ${'['.repeat(201)}${']'.repeat(201)}}`, ['YAML not well-formed']],
  [
    'values that are too deep in JSON',
    `{"Metadata": {"a": ${'['.repeat(90_000)}${']'.repeat(90_000)}}}`,
    ['values are nested more than 200 levels deep'],
  ],
  ['a key that is a list', 'Resources: {[A]: {Type: T}}', ['a key should be text, got a sequence']],
  ['a version of a resource', 'Resources: {A: {Type: AWS::SNS::Topic, Version: 1}}', ["resource property 'Version'"]],
])('%s: refused', (_, text, messages) => {
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

test.each<[string, string]>([
  ['a description of a resource', 'Resources: {A: {Type: AWS::SNS::Topic, Description: d}}'],
  ['a version of a custom resource', 'Resources: {A: {Type: Custom::A, Version: 1.0}}'],
  ['what SAM does not know of its own types', `${SAM}Resources: {A: {Type: AWS::Serverless::Function, Note: n}}`],
  ['nulls that a transform may drop', `${SAM}Resources: {A: {Type: T, Properties: {P: }}}`],
  ['an anchor that nobody uses', 'Resources: {A: &a {Type: T}}'],
])('%s: taken', (_, text) => {
  expect(Object.keys(parseTemplate(text).Resources)).toEqual(['A'])
})

test.each<[string, string | undefined]>([
  ['012345670123', '1402433619'],
  ['012345678901', '1.2345678901E10'],
  ['12345e67', '1.2345E71'],
  ['1e3', '1000.0'],
  ['123456789012', undefined],
  ['1.0', undefined],
  ['0', undefined],
])('AWS is known to read %s as %s', (text, aws) => {
  expect(misreadByAws(text)).toBe(aws)
})

test('what AWS would read differently is noted with its place, in quotes it is not', () => {
  const text =
    "Parameters:\n  A: {Type: String, Default: 012345678901}\n  B: {Type: String, Default: '012345678901'}\nResources: {A: {Type: T}}"
  expect(parseTemplate(text).misread).toEqual([
    { path: 'Parameters.A.Default', line: 2, column: 30, text: '012345678901', aws: '1.2345678901E10' },
  ])
})
