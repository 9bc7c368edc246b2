import type { ServiceEvent } from '../../core/event.ts'
import type { Rule, Target } from './state.ts'
import { inputFor } from './target-input.ts'

const EVENT: ServiceEvent = {
  version: '0',
  id: 'i',
  time: '2026-01-01T00:00:00.000Z',
  account: '1',
  region: 'r',
  source: 'my.app',
  'detail-type': 'T',
  resources: ['a', 'b'],
  detail: { name: 'x "y"', size: 3, inner: { a: 1 }, 'odd-key': 'o' },
}
const RULE: Rule = {
  Name: 'n',
  Arn: 'arn:rule',
  State: 'ENABLED',
  CreatedBy: '1',
  pattern: undefined,
  targets: new Map(),
  tags: {},
  next: undefined,
}

const transformed = (
  InputTemplate: string,
  InputPathsMap: Record<string, string> = {},
): Omit<Target, 'Id' | 'Arn'> => ({
  InputTransformer: { InputTemplate, InputPathsMap },
})

test.each<[string, Omit<Target, 'Id' | 'Arn'>, string]>([
  ['the whole event', {}, JSON.stringify(EVENT)],
  ['a constant', { Input: '{"a":1}' }, '{"a":1}'],
  ['a part', { InputPath: '$.detail.inner' }, '{"a":1}'],
  ['a part of a list', { InputPath: '$.resources[1]' }, '"b"'],
  ['a part with an odd name', { InputPath: "$.detail['odd-key']" }, '"o"'],
  ['a part that is not there', { InputPath: '$.detail.none' }, 'null'],
  ['a text', transformed('"size is <s>"', { s: '$.detail.size' }), '"size is 3"'],
  ['a text with quotes in it', transformed('"it is <n>"', { n: '$.detail.name' }), '"it is x \\"y\\""'],
  [
    'an object',
    transformed('{"n": <n>, "t": "<n>!"}', { n: '$.detail.name' }),
    '{"n": "x \\"y\\"", "t": "x \\"y\\"!"}',
  ],
  ['an object in an object', transformed('{"i": <i>}', { i: '$.detail.inner' }), '{"i": {"a":1}}'],
  ['plain text', transformed('name: <n>', { n: '$.detail.name' }), 'name: x "y"'],
  [
    'the rule',
    transformed('{"r": <aws.events.rule-name>, "a": "<aws.events.rule-arn>"}'),
    '{"r": "n", "a": "arn:rule"}',
  ],
  ['what is no variable', transformed('"a < b <c>"'), '"a < b <c>"'],
])('%s', (_, target, expected) => {
  expect(inputFor({ Id: 't', Arn: 'arn', ...target }, RULE, EVENT)).toBe(expected)
})
