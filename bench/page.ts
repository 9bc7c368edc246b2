// docs/benchmarks.md: the table as it was measured, with the command, the machine and the day.
import { machine } from './machine.ts'
import type { Row } from './row.ts'
import { tableOf } from './table.ts'

export interface Measured {
  readonly command: string
  readonly date: Date
  readonly rows: readonly Row[]
  readonly details: readonly string[]
}

export const page = ({ command, date, rows, details }: Measured): string =>
  `${[
    '# Benchmarks',
    `Written by \`${command}\` on ${date.toISOString().slice(0, 10)}: ${machine()}.`,
    'Each figure is the median of several runs that took turns with the alternative beside it. Ratios carry over to other machines; absolute times do not. Nothing here ran on AWS, and no test depends on these figures.',
    tableOf(rows),
    ...details,
  ].join('\n\n')}\n`
