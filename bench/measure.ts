// Medians of runs that take turns, so that what disturbs the machine disturbs all alike.
import { median } from './row.ts'

/** Runs each in turn, `runs` times round; the median of each. The first round warms up and does not count. */
export const byTurns = async <Name extends string>(
  runs: number,
  measurements: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Readonly<Record<Name, number>>> => {
  const names = Object.keys(measurements) as Name[]
  const values = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<Name, number[]>
  for (let run = -1; run < runs; run += 1)
    for (const name of names) {
      const value = await measurements[name]()
      if (run >= 0) values[name].push(value)
    }
  return Object.fromEntries(names.map(name => [name, median(values[name])])) as Record<Name, number>
}

/** Milliseconds that the work takes. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const before = performance.now()
  await work()
  return performance.now() - before
}

/** The smallest value that `share` of all values do not exceed. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN
