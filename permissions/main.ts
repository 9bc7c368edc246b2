// `npm run permissions`: shows, for every role and policy of the template, what is granted beside what the scenarios used.

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { synthesizedTemplate } from '../tests/support/flow.ts'
import { summary, table } from './print.ts'
import { type Survivor, study, survivors } from './study.ts'

const HELP = `Drives the scenarios of a service's life (the small one of tests/support) through real local clouds and compares what the template's roles and policies grant with what was used.

  npm run permissions               the table; exit code 1 when anything is unused or missing
  npm run permissions -- --mutate   also takes each Allow statement away alone, and wants a refusal that names it
  npm run permissions -- --jobs 4   clouds at a time (default: one for each core)
  npm run permissions -- --json     the result as JSON`

const main = async (argv: string[]): Promise<number> => {
  const { values } = parseArgs({
    args: argv,
    options: {
      json: { type: 'boolean', default: false },
      mutate: { type: 'boolean', default: false },
      jobs: { type: 'string', default: String(availableParallelism()) },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const jobs = Number(values.jobs)
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new TypeError(`--jobs should be a whole number from 1 on, got '${values.jobs}'`)
  const tell = (line: string) => console.error(line)
  const template = await synthesizedTemplate()
  const { books, ...found } = await study(template, jobs, tell)
  const left = values.mutate ? await survivors({ books, ...found }, template, jobs, tell) : []
  const text = values.json
    ? JSON.stringify({ ...found, survivors: left }, undefined, 2)
    : [...table(found, books.accounts), ...summary(found), ...(values.mutate ? survivorLines(left) : [])].join('\n')
  console.log(text)
  return found.unused.length + found.missing.length + found.outdated.length + left.length === 0 ? 0 : 1
}

const survivorLines = (left: readonly Survivor[]): readonly string[] => [
  `${left.length} statements survived being taken away`,
  ...left.map(({ grant, why }) => `  ${grant.holder} ${grant.statement}: ${why}`),
]

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code
  },
  error => {
    const usage = error instanceof TypeError
    console.error(usage ? `${error.message}\n\n${HELP}` : error)
    process.exitCode = usage ? 2 : 1
  },
)
