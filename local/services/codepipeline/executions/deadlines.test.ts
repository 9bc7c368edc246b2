// The heap of deadlines and the keys of artifacts.
import { artifactKey } from '../declaration/artifacts.ts'
import { addDeadline, type Deadline, type Deadlines, forgetPassed } from './deadlines.ts'

test('gives the earliest deadline that holds, in order, whatever the order of adding', () => {
  const deadlines: Deadlines = []
  const times = Array.from({ length: 200 }, (_, index) => (index * 7919) % 200)
  for (const at of times) addDeadline(deadlines, { at, actionExecutionId: `a${at}` })
  const even = ({ at }: Deadline): boolean => at % 2 === 0
  const taken: number[] = []
  const gone = new Set<number>()
  const first = () => {
    forgetPassed(deadlines, item => even(item) && !gone.has(item.at))
    return deadlines[0]
  }
  for (let next = first(); next; next = first()) {
    taken.push(next.at)
    gone.add(next.at)
  }
  expect(taken).toEqual(times.filter(at => at % 2 === 0).sort((a, b) => a - b))
})

test('an artifact key cuts both names and ends in seven characters', () => {
  expect(artifactKey('TimeService', 'SourceOutput', '3f2504e0-4f89-41d3-9a0c-0305e82c3301')).toMatch(
    /^TimeService\/SourceOutp\/[A-Za-z0-9]{7}$/,
  )
  expect(artifactKey('a-very-long-name-of-a-pipeline', 'x', '3f2504e0-4f89-41d3-9a0c-0305e82c3301')).toMatch(
    /^a-very-long-name-of-\/x\//,
  )
})
