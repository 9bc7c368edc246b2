import { median, printed } from './row.ts'

test.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected)
})

test('a row says whether it is within its limit, and how it compares', () => {
  const row = {
    what: 'cold start',
    unit: 'ms',
    ours: 12,
    alternatives: [{ name: 'raw handler', value: 10 }],
    atMost: 20,
  }
  expect(printed(row)).toBe(
    'cold start                    12.0 ms       within 20.0  raw handler 10.0 (1.20 times that)',
  )
  expect(printed({ ...row, ours: 21 })).toContain('OVER 20.0')
})
