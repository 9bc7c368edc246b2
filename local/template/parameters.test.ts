import { parameterValues } from './parameters.ts'
import { parseTemplate } from './parse.ts'

const values = (parameters: string, given: Record<string, string> = {}, previous = {}): unknown =>
  parameterValues(parseTemplate(`Parameters: ${parameters}\nResources: {A: {Type: T}}`), given, previous)

test.each<[string, string, Record<string, string>, unknown]>([
  ['a default', '{P: {Type: String, Default: a}}', {}, { P: 'a' }],
  ['a value over the default', '{P: {Type: String, Default: a}}', { P: 'b' }, { P: 'b' }],
  ['an empty default', "{P: {Type: String, Default: ''}}", {}, { P: '' }],
  ['a number', '{P: {Type: Number, Default: 5}}', {}, { P: '5' }],
  ['a list', '{P: {Type: CommaDelimitedList}}', { P: 'a, b,c' }, { P: ['a', 'b', 'c'] }],
  ['a list of numbers', '{P: {Type: List<Number>}}', { P: '1,2' }, { P: ['1', '2'] }],
  ['an allowed value', '{P: {Type: String, AllowedValues: [a, 5]}}', { P: '5' }, { P: '5' }],
  ['a value that fits the pattern', '{P: {Type: String, AllowedPattern: "[a-z]+"}}', { P: 'abc' }, { P: 'abc' }],
])('%s', (_, parameters, given, expected) => {
  expect(values(parameters, given)).toEqual(expected)
})

test('a previous value is kept, unless another is given', () => {
  const parameters = '{A: {Type: String, Default: x}, B: {Type: String}, C: {Type: CommaDelimitedList}}'
  expect(values(parameters, { B: 'new' }, { A: 'old', B: 'old', C: ['1', '2'] })).toEqual({
    A: 'old',
    B: 'new',
    C: ['1', '2'],
  })
})

test.each<[string, string, Record<string, string>, string]>([
  ['missing values', '{P: {Type: String}, Q: {Type: String}}', {}, 'Parameters: [P, Q] must have values'],
  ['an unknown parameter', '{P: {Type: String}}', { P: 'a', X: 'b' }, 'Parameters: [X] do not exist in the template'],
  [
    'a value that is not allowed',
    '{P: {Type: String, AllowedValues: [a]}}',
    { P: 'b' },
    "Parameter 'P' must be one of AllowedValues",
  ],
  [
    'a part that fits the pattern',
    '{P: {Type: String, AllowedPattern: "[a-z]+"}}',
    { P: 'abc1' },
    "Parameter 'P' must match pattern [a-z]+",
  ],
  ['too short', '{P: {Type: String, MinLength: 2}}', { P: 'a' }, "Parameter 'P' must contain at least 2 characters"],
  ['too long', '{P: {Type: String, MaxLength: 2}}', { P: 'abc' }, "Parameter 'P' must contain at most 2 characters"],
  ['no number', '{P: {Type: Number}}', { P: 'x' }, "Parameter 'P' must be a number"],
  ['too small', '{P: {Type: Number, MinValue: 2}}', { P: '1' }, "Parameter 'P' must be a number not less than 2"],
  ['too large', '{P: {Type: Number, MaxValue: 2}}', { P: '3' }, "Parameter 'P' must be a number not greater than 2"],
  [
    'one of a list',
    '{P: {Type: CommaDelimitedList, AllowedValues: [a, b]}}',
    { P: 'a,c' },
    "Parameter 'P' must be one of AllowedValues",
  ],
  [
    'with words of its own',
    '{P: {Type: String, MinLength: 2, ConstraintDescription: be long}}',
    { P: 'a' },
    "Parameter 'P' failed to satisfy constraint: be long",
  ],
  [
    'a type that AWS looks up',
    '{P: {Type: "AWS::EC2::VPC::Id"}}',
    { P: 'a' },
    "AWS::EC2::VPC::Id of parameter 'P' is not carried out",
  ],
  ['an unknown type', '{P: {Type: Text}}', { P: 'a' }, 'Unrecognized parameter type: Text'],
])('%s is refused', (_, parameters, given, message) => {
  expect(() => values(parameters, given)).toThrow(message)
})
