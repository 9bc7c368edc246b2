import { conditionValues, ruleProblems } from './conditions.ts'
import type { Environment } from './environment.ts'
import { parseTemplate } from './parse.ts'
import { resolve } from './resolve.ts'
import type { Value } from './template.ts'

const environmentOf = (sections: string): Environment => {
  const template = parseTemplate(`${sections}\nResources: {B: {Type: T}, Q: {Type: T}}`)
  const known = {
    place: { account: '123456789012', region: 'eu-west-1' },
    stackName: 'stack',
    stackId: 'arn:stack',
    notificationArns: [],
    template,
    parameters: { Stage: 'beta', List: ['a', 'b'] },
    ref: (logicalId: string) => (logicalId === 'B' ? 'bucket' : undefined),
    attribute: (logicalId: string, name: string) => (logicalId === 'B' && name !== 'None' ? `${name} of B` : undefined),
    importValue: (name: string) => (name === 'shared' ? 'imported' : undefined),
  }
  return { ...known, conditions: conditionValues(known) }
}

const SECTIONS = `
Transform: AWS::LanguageExtensions
Mappings: {M: {eu-west-1: {Size: small, Zones: [x, y]}}}
Conditions:
  Beta: !Equals [!Ref Stage, beta]
  Prod: !Equals [!Ref Stage, prod]
`
const environment = environmentOf(SECTIONS)

/** The value of a property, written as in a template. */
const value = (text: string): Value =>
  parseTemplate(`Resources: {A: {Type: T, Properties: {P: ${text}}}}`).Resources.A?.Properties?.P ?? null

test.each<[string, unknown]>([
  ['text', 'text'],
  ['!Ref Stage', 'beta'],
  ['!Ref List', ['a', 'b']],
  ['!Ref B', 'bucket'],
  ['!Ref AWS::Region', 'eu-west-1'],
  ['!Ref AWS::AccountId', '123456789012'],
  ['!Ref AWS::StackName', 'stack'],
  ['!Ref AWS::Partition', 'aws'],
  ['!Ref AWS::URLSuffix', 'amazonaws.com'],
  ['!Ref AWS::NoValue', undefined],
  ['{a: !Ref AWS::NoValue, b: [1, !Ref AWS::NoValue]}', { b: [1] }],
  ['!GetAtt B.Arn', 'Arn of B'],
  ['!GetAtt B.Outputs.Url', 'Outputs.Url of B'],
  ["!Sub 'a-${Stage}-${AWS::Region}-${B}-${B.Arn}-${!Stage}'", 'a-beta-eu-west-1-bucket-Arn of B-${Stage}'],
  ["!Sub ['${x}-${Stage}', {x: !Ref B}]", 'bucket-beta'],
  ["!Join ['-', [a, 1, true, !Ref Stage]]", 'a-1-true-beta'],
  ["!Join [',', !Ref List]", 'a,b'],
  ['!Select [1, !Ref List]', 'b'],
  ["!Select ['0', [a]]", 'a'],
  ["!Split ['/', a/b/c]", ['a', 'b', 'c']],
  ["!Select [2, !Split ['/', !Sub 'a/b/${Stage}']]", 'beta'],
  ['!If [Beta, yes it is, no]', 'yes it is'],
  ['!If [Prod, 1, !Ref AWS::NoValue]', undefined],
  ['!FindInMap [M, !Ref AWS::Region, Size]', 'small'],
  ['!FindInMap [M, eu-west-1, Zones]', ['x', 'y']],
  ['!FindInMap [M, eu-west-9, Size, {DefaultValue: !Ref Stage}]', 'beta'],
  ['!Base64 hello', 'aGVsbG8='],
  ['!ImportValue shared', 'imported'],
  ["!GetAZs ''", ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
  ["!Cidr ['10.0.0.0/16', 2, 8]", ['10.0.0.0/24', '10.0.1.0/24']],
  ['!ToJsonString {a: !Ref Stage, b: [1]}', '{"a":"beta","b":[1]}'],
  ['!Length {Ref: List}', 2],
  ["{Condition: {StringEquals: {'a:b': !Ref Stage}}}", { Condition: { StringEquals: { 'a:b': 'beta' } } }],
  ['{Ref: Stage, Other: 1}', { Ref: 'Stage', Other: 1 }],
])('%s is %j', (text, expected) => {
  expect(resolve(value(text), environment)).toEqual(expected)
})

test.each<[string, string]>([
  ['!Ref Q', 'Unresolved resource dependencies [Q]'],
  ['!GetAtt B.None', 'resource B does not support attribute type None in Fn::GetAtt'],
  ['!GetAtt B', 'every Fn::GetAtt object requires two non-empty parameters'],
  ['!Join [a]', 'every Fn::Join object requires two parameters'],
  ["!Join ['-', [[a], {b: 1}]]", 'Fn::Join needs a string here, got {"b":1}'],
  ['!Select [5, [a]]', 'Fn::Select cannot select nonexistent value at index 5'],
  ["!Split ['', a]", 'every Fn::Split object requires two parameters'],
  ['!If [None, a, b]', 'unresolved condition dependency: None'],
  ['!If [Beta, a]', 'Fn::If requires a list argument with three elements'],
  ['!FindInMap [M, x, Size]', 'Unable to get mapping for M::x::Size'],
  ['!ImportValue nothing', 'No export named nothing found.'],
  ["!Cidr ['10.0.0.0/24', 2, 8]", 'has no room for 2 blocks'],
  ['!Transform {Name: AWS::Include}', 'Fn::Transform with AWS::Include is not carried out by the local cloud'],
  ["{'Fn::GetStackOutput': x}", 'Fn::GetStackOutput is not carried out by the local cloud'],
  ["'{{resolve:ssm:/a:1}}'", 'The dynamic reference {{resolve:ssm:/a:1}} is not carried out'],
  ["!Sub '{{resolve:ssm:/${Stage}}}'", 'The dynamic reference {{resolve:ssm:/beta}} is not carried out'],
  ["!Join ['', ['{{resolve:ssm:', !Ref Stage, '}}']]", 'The dynamic reference {{resolve:ssm:beta}} is not carried out'],
  ['!Equals [a, b]', 'only allowed in the Conditions and Rules blocks'],
])('%s is refused', (text, message) => {
  expect(() => resolve(value(text), environment)).toThrow(message)
})

test('functions of the language extensions need their transform', () => {
  expect(() => resolve(value('!Length [a]'), environmentOf(''))).toThrow("needs 'Transform: AWS::LanguageExtensions'")
})

test.each<[string, boolean]>([
  ['!Equals [!Ref Stage, beta]', true],
  ['!Equals [1, "1"]', true],
  ['!Not [!Equals [a, b]]', true],
  ['!And [!Equals [a, a], !Equals [a, b]]', false],
  ['!Or [!Equals [a, a], !Equals [a, b]]', true],
  ['!And [{Condition: Other}, !Not [{Condition: Other}]]', false],
  ['{Condition: Other}', true],
  ['!Equals [!FindInMap [M, x, y], !Select [0, [z]]]', true],
])('the condition %s is %s', (condition, expected) => {
  const sections = `Mappings: {M: {x: {y: z}}}\nConditions: {C: ${condition}, Other: !Equals [a, a]}`
  expect(environmentOf(sections).conditions.C).toBe(expected)
})

test.each<[string, string]>([
  ['{C: {Condition: D}, D: {Condition: C}}', 'Circular dependency in the conditions [C, D]'],
  ['{C: {Condition: D}}', 'unresolved condition dependency: D'],
  ['{C: !Equals [a]}', 'every Fn::Equals object requires a list of 2 string parameters.'],
  ['{C: !Equals [a, a, a]}', 'every Fn::Equals object requires a list of 2 string parameters.'],
  ['{C: !And [!Equals [a, a]]}', 'every Fn::And object requires a list of at least 2'],
  ['{C: !Ref Stage}', 'a condition is made of Condition, Fn::And'],
])('the conditions %s are refused', (conditions, message) => {
  expect(() => environmentOf(`Conditions: ${conditions}`)).toThrow(message)
})

test('rules assert what must hold when their condition does', () => {
  const rules = (stage: string) => `
Rules:
  Small:
    RuleCondition: !Equals [!Ref Stage, ${stage}]
    Assertions:
      - {Assert: {'Fn::Contains': [[a, b], !Ref Stage]}, AssertDescription: pick a or b}
      - {Assert: {'Fn::EachMemberIn': [!Ref List, [a, b, c]]}}`
  expect(ruleProblems(environmentOf(rules('beta')))).toEqual(['pick a or b'])
  expect(ruleProblems(environmentOf(rules('prod')))).toEqual([])
})
