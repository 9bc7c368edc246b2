// One measured line of the benchmark's table.
export interface Row {
  what: string
  unit: string
  ours: number
  alternatives: readonly { name: string; value: number }[] // measured in the same run, side by side
  atMost?: number // the limit that we hold ours to
  goal?: { text: string; isMet: boolean } // where the limit is not a plain maximum
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** 'cold start      12.1 ms  raw handler 9.8 (1.2 times)  2016 packaging 57 (0.21 times)  at most 20' */
export function printed({ what, unit, ours, alternatives, atMost }: Row): string {
  const beside = alternatives.map(
    ({ name, value }) => `${name} ${short(value)} (${(ours / value).toFixed(2)} times that)`,
  )
  const limit = atMost === undefined ? [] : [`${ours <= atMost ? 'within' : 'OVER'} ${short(atMost)}`]
  return [what.padEnd(28), `${short(ours)} ${unit}`.padEnd(12), ...limit, ...beside].join('  ')
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1)
}
