// Measures how long a decision of IAM takes: every decision of one whole execution of the real template is asked for again, many times.
import type { Decided } from '../local/security.ts'
import { startFlow } from '../tests/support/flow.ts'
import type { Bench } from './bench.ts'
import { hostileRows } from './hostile.ts'
import { percentile } from './measure.ts'
import { median } from './row.ts'

const rounds = 200

export const decisionBench: Bench = async (_, say) => {
  const decided: Decided[] = []
  let listening = true
  const flow = await startFlow({ onDecided: one => listening && decided.push(one) })
  try {
    const execution = await flow.push()
    await flow.gate(execution)
    await flow.answer('Approved')
    const state = await flow.end(execution)
    if (state !== 'SUCCEEDED') throw new Error(`the execution that makes the decisions came to ${state}`)
    listening = false
    const { security } = flow.cloud.runtime
    const times = Array.from({ length: rounds }, () => decided.map(one => timeOf(security, one))).flat()
    const refused = decided.filter(({ verdict }) => !verdict.allowed).length
    say(`${decided.length} decisions (${refused} of them refusals), ${times.length} times measured`)
    const what = 'IAM decision'
    return {
      rows: [
        { what: `${what}, median`, unit: 'µs', ours: median(times), alternatives: [], atMost: 100 },
        { what: `${what}, p99`, unit: 'µs', ours: percentile(times, 0.99), alternatives: [], atMost: 100 },
        // What it costs a commit that every call is decided: to be held against the time of the commit.
        {
          what: `all ${decided.length} of a commit to Prod`,
          unit: 'ms',
          ours: sum(times) / rounds / 1000,
          alternatives: [],
        },
        ...hostileRows(),
      ],
    }
  } finally {
    await flow.close()
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

interface Authorizer {
  authorize(principal: Decided['principal'], access: readonly Decided['access'][], context: object): void
}

/** Microseconds. Collecting the policies and the condition keys is part of a decision. */
const timeOf = (security: Authorizer, { principal, access }: Decided): number => {
  const wanted = [access]
  const before = process.hrtime.bigint()
  try {
    security.authorize(principal, wanted, {})
  } catch {
    // a refusal is a decision too
  }
  return Number(process.hrtime.bigint() - before) / 1000
}
