import { pick } from './query.ts'

const answer = {
  Stacks: [
    {
      StackName: 'a',
      Outputs: [
        { OutputKey: 'Url', OutputValue: 'u' },
        { OutputKey: 'Arn', OutputValue: 'r' },
      ],
      N: 1,
    },
    { StackName: 'b', N: 2 },
  ],
  Parameter: { Value: 'v', On: true },
}

test.each<[string, unknown]>([
  ['Parameter.Value', 'v'],
  ['Parameter.No', null],
  ['No.Value', null],
  ['Stacks[0].StackName', 'a'],
  ['Stacks[-1].StackName', 'b'],
  ['Stacks[9]', null],
  ['Stacks[].StackName', ['a', 'b']],
  ['Stacks[*].N', [1, 2]],
  ["Stacks[0].Outputs[?OutputKey=='Url'].OutputValue", ['u']],
  ["Stacks[0].Outputs[?OutputKey == 'Url'].OutputValue | [0]", 'u'],
  ["Stacks[].Outputs[?OutputKey=='Arn'].OutputValue", ['r']],
  ['Stacks[?N==`2`].StackName', ['b']],
  ["Stacks[?StackName=='no'].StackName", []],
  ['Stacks[0].[StackName,N]', ['a', 1]],
  [
    'Stacks[].[StackName, N]',
    [
      ['a', 1],
      ['b', 2],
    ],
  ],
  ['"Parameter"."Value"', 'v'],
])('%s', (query, value) => expect(pick(answer, query)).toEqual(value))

test.each(['length(Stacks)', 'Stacks[?N>`1`]', 'sort_by(Stacks, &N)', '{a: Parameter}', 'Stacks[0:1]'])(
  '%s is more than it knows',
  query => expect(() => pick(answer, query)).toThrow(`--query ${query} is more than the local build image's aws knows`),
)
