import { scheduleOf } from './schedule.ts'

test.each([
  ['rate(1 minute)', '2026-01-01T00:00:30Z', '2026-01-01T00:01:30Z'],
  ['rate(5 minutes)', '2026-01-01T00:00:00Z', '2026-01-01T00:05:00Z'],
  ['rate(12 hours)', '2026-01-01T00:00:00Z', '2026-01-01T12:00:00Z'],
  ['rate(7 days)', '2026-01-01T00:00:00Z', '2026-01-08T00:00:00Z'],
  ['cron(0 10 * * ? *)', '2026-01-01T10:00:00Z', '2026-01-02T10:00:00Z'],
  ['cron(15 12 * * ? *)', '2026-01-01T10:00:00Z', '2026-01-01T12:15:00Z'],
  ['cron(0 18 ? * MON-FRI *)', '2026-01-02T18:00:00Z', '2026-01-05T18:00:00Z'],
  ['cron(0 8 1 * ? *)', '2026-01-01T08:00:00Z', '2026-02-01T08:00:00Z'],
  ['cron(0/15 * * * ? *)', '2026-01-01T00:01:00Z', '2026-01-01T00:15:00Z'],
  ['cron(0/5 8-17 ? * MON-FRI *)', '2026-01-02T17:55:00Z', '2026-01-05T08:00:00Z'],
  ['cron(0 0 L * ? *)', '2026-02-01T00:00:00Z', '2026-02-28T00:00:00Z'],
  ['cron(0 0 15W * ? *)', '2026-02-01T00:00:00Z', '2026-02-16T00:00:00Z'],
  ['cron(0 0 ? * 6L *)', '2026-01-01T00:00:00Z', '2026-01-30T00:00:00Z'],
  ['cron(0 0 ? * 6L *)', '2026-07-01T00:00:00Z', '2026-07-31T00:00:00Z'],
  ['cron(0 0 ? * TUE#2 *)', '2026-01-01T00:00:00Z', '2026-01-13T00:00:00Z'],
  ['cron(0 0 29 FEB ? *)', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
  ['cron(0 9 1,15 JAN,JUL ? 2027-2028)', '2026-01-01T00:00:00Z', '2027-01-01T09:00:00Z'],
])('%s after %s is %s', (expression, after, expected) => {
  expect(scheduleOf(expression)(new Date(after))).toEqual(new Date(expected))
})

test('a year that is over never comes', () => {
  expect(scheduleOf('cron(0 0 1 1 ? 2020)')(new Date('2026-01-01T00:00:00Z'))).toBeUndefined()
})

test.each([
  'rate(1 minutes)',
  'rate(2 minute)',
  'rate(0 minutes)',
  'rate(1 week)',
  'cron(0 10 * * * *)',
  'cron(0 10 ? * ? *)',
  'cron(0 10 * * ?)',
  'cron(60 10 * * ? *)',
  'cron(0 10 32 * ? *)',
  'cron(0 10 ? * FOO *)',
  'every day',
  '',
])("'%s' is no schedule", expression => {
  expect(() => scheduleOf(expression)).toThrow('Parameter ScheduleExpression is not valid.')
})
