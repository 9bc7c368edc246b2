// Measures the function: how large its package is, how long a cold start takes, and how long a warm invocation. Beside it in the same run
// stand a raw handler with nothing but Intl, which is the limit, and the packaging of 2016: the same source with node_modules as it is.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPackages, type Packages, repository, zipSize } from './function-packages.ts'
import { median, printed, type Row } from './row.ts'

const { firstEvent } = (await import(join(repository, 'app/bundle/first-event.ts'))) as { firstEvent: object }
const coldStarts = 15
const warmProcesses = 3

/** Takes about ten seconds. Builds what it measures in a temporary folder, and takes that away again. */
export async function functionBench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'function-bench-'))
  try {
    const packages = buildPackages(folder)
    return [
      row('package', 'KB', { each: file => zipSize(join(file, '..')) / 1000, times: 1, atMost: 300 }, packages),
      row('cold start', 'ms', { each: coldStart, times: coldStarts, atMost: 20 }, packages),
      row('warm invocation, p50', 'µs', { each: warmInvocation, times: warmProcesses, atMost: 12 }, packages),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Measurement {
  each(file: string): number
  times: number
  atMost: number
}

/** The median of each; the three take turns, so that what disturbs the machine disturbs them alike. */
function row(what: string, unit: string, { each, times, atMost }: Measurement, packages: Packages): Row {
  const ours: number[] = []
  const raw: number[] = []
  const of2016: number[] = []
  for (let time = 0; time < times; time += 1) {
    ours.push(each(packages.ours))
    raw.push(each(packages.raw))
    of2016.push(each(packages.of2016))
  }
  const alternatives = [
    { name: 'raw handler', value: median(raw) },
    { name: '2016 packaging', value: median(of2016) },
  ]
  return { what, unit, ours: median(ours), alternatives, atMost }
}

/** Milliseconds from require to the first answer, in a fresh process. */
function coldStart(file: string): number {
  return measure(file, 'const before = performance.now()', 'const result = performance.now() - before')
}

/** Microseconds of the median invocation, after V8 has had the time to optimize. */
function warmInvocation(file: string): number {
  const loop = `const times = []
    for (let i = 0; i < 30_000; i += 1) {
      const before = process.hrtime.bigint()
      await handler(event, { awsRequestId: 'bench' })
      if (i >= 10_000) times.push(Number(process.hrtime.bigint() - before))
    }
    const result = times.sort((a, b) => a - b)[times.length >> 1] / 1000`
  return measure(file, '', loop)
}

/** Runs a program that requires the file and invokes its handler once between `before` and `after`; `after` says `result`. */
function measure(file: string, before: string, after: string): number {
  const program = join(file, '..', '..', 'measure.cjs')
  writeFileSync(
    program,
    `const event = ${JSON.stringify(firstEvent)}
    ;(async () => {
      ${before}
      const { handler } = require(${JSON.stringify(file)})
      const { statusCode } = await handler(event, { awsRequestId: 'bench' })
      ${after}
      if (statusCode !== 200) throw new Error('answered ' + statusCode)
      require('node:fs').writeSync(2, String(result))
    })()`,
  )
  // The function's log goes to standard output, and from there nowhere.
  const { status, stderr } = spawnSync(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`measuring ${file} failed:\n${stderr}`)
  return Number(stderr)
}

if (import.meta.main) for (const each of await functionBench()) console.log(printed(each))
