import { figure, tableOf } from './table.ts'

test.each([
  [0.01234, '0.0123'],
  [1.2345, '1.23'],
  [-0.5, '-0.5'],
  [123.45, '123'],
  [6543.2, '6,540'],
])('%d is written as %s', (value, written) => {
  expect(figure(value)).toBe(written)
})

test('every alternative has its own line and ratio, and a goal says whether it is met', () => {
  const rows = [
    {
      what: 'cold start',
      unit: 'ms',
      ours: 12,
      alternatives: [
        { name: 'raw', value: 10 },
        { name: '2016', value: 48 },
      ],
      atMost: 11,
    },
    { what: 'rate', unit: '1/s', ours: 6000, alternatives: [], goal: { text: 'at least 3 ×', isMet: true } },
  ]
  expect(tableOf(rows).split('\n')).toEqual([
    '| what       | ours      | beside it   | ratio  | goal          | met? |',
    '| ---------- | --------- | ----------- | ------ | ------------- | ---- |',
    '| cold start | 12 ms     | raw: 10 ms  | 1.2 ×  | at most 11 ms | NO   |',
    '|            |           | 2016: 48 ms | 0.25 × |               |      |',
    '| rate       | 6,000 1/s |             |        | at least 3 ×  | yes  |',
  ])
})
