// `npm run bench`: measures everything, or the parts that are named, side by side with the alternative, and prints one table.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { apiComparison } from './api/api-comparison.ts'
import type { Bench, Report } from './bench.ts'
import { commitBench } from './commit/commit.ts'
import { decisionBench } from './decision.ts'
import { functionBench } from './function.ts'
import { readyBench } from './history/ready.ts'
import { isolationBench } from './isolation.ts'
import { machine } from './machine.ts'
import { page } from './page.ts'
import { synthBench } from './synth.ts'
import { tableOf } from './table.ts'
import { endOnSignals } from './temporary.ts'

const benches: Readonly<Record<string, Bench>> = {
  commit: commitBench,
  ready: readyBench,
  synth: synthBench,
  api: apiComparison,
  function: async () => ({ rows: await functionBench() }),
  decision: decisionBench,
  isolation: isolationBench,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, write: { type: 'boolean', default: false } },
})
endOnSignals()
const runs = Number(values.runs)
const unknown = positionals.find(name => !(name in benches))
if (unknown !== undefined) fail(`there is no part '${unknown}'; there are ${Object.keys(benches).join(', ')}`)
if (!Number.isInteger(runs) || runs < 1) fail(`--runs should be a whole number from 1, got '${values.runs}'`)
if (values.write && positionals.length > 0) fail('--write keeps the whole table: name no parts with it')

const reports: Report[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  console.error(`${name} ...`)
  reports.push(await bench(runs, line => console.error(`  ${line}`)))
}
const rows = reports.flatMap(report => report.rows)
const details = reports.flatMap(report => report.details ?? [])
console.log([machine(), tableOf(rows), ...details].join('\n\n'))
if (values.write) {
  const command = `npm run bench -- --write${runs === 5 ? '' : ` --runs ${runs}`}`
  writeFileSync(join(import.meta.dirname, '../docs/benchmarks.md'), page({ command, date: new Date(), rows, details }))
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}
