import { initial } from '../state.ts'
import { accountConcurrency, Concurrency, unreservedConcurrency, unreservedMinimum } from './concurrency.ts'

const NAME = 'LOCAL_ACCOUNT_CONCURRENCY'
afterEach(() => {
  delete process.env[NAME]
})

test.each([
  [undefined, 1000, 100],
  ['', 1000, 100],
  ['10', 10, 10],
  ['1000', 1000, 100],
])(
  'an account that is set to %j runs %d functions at once, and leaves %d without a reservation',
  (set, all, minimum) => {
    if (set !== undefined) process.env[NAME] = set
    expect([accountConcurrency(), unreservedConcurrency(initial()), unreservedMinimum()]).toEqual([all, all, minimum])
  },
)

test.each(['0', '-1', '2.5', 'ten', '1001'])('%j is no concurrency of an account', setting => {
  expect(() => accountConcurrency(setting)).toThrow(
    `LOCAL_ACCOUNT_CONCURRENCY should be a whole number from 1 to 1000, got '${setting}'`,
  )
})

test('what the account has no room for is throttled, whichever function it is', () => {
  process.env[NAME] = '2'
  const concurrency = new Concurrency()
  concurrency.enter(initial(), 'one')
  concurrency.enter(initial(), 'two')
  expect(() => concurrency.enter(initial(), 'three')).toThrow('Rate Exceeded.')
  concurrency.leave('one')
  expect(() => concurrency.enter(initial(), 'three')).not.toThrow()
})
