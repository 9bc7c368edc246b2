// The rows of the benchmark as the table that is printed and kept: one line for each alternative, so that every ratio stands alone.
import type { Row } from './row.ts'

const head = ['what', 'ours', 'beside it', 'ratio', 'goal', 'met?'] as const

/** A Markdown table whose columns are also aligned for the eye. */
export const tableOf = (rows: readonly Row[]): string => {
  const lines = [head, ...rows.flatMap(linesOf)]
  const widths = head.map((_, column) => Math.max(3, ...lines.map(line => line[column]?.length ?? 0)))
  const printed = lines.map(line => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
  const rule = `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`
  return [printed[0], rule, ...printed.slice(1)].join('\n')
}

const linesOf = (row: Row): readonly (readonly string[])[] => {
  const [first, ...others] = row.alternatives
  const ours = `${figure(row.ours)} ${row.unit}`
  return [
    [row.what, ours, ...(first ? besideOf(row, first) : ['', '']), ...goalOf(row)],
    ...others.map(other => ['', '', ...besideOf(row, other), '', '']),
  ]
}

const besideOf = ({ ours, unit }: Row, { name, value }: Row['alternatives'][number]): readonly string[] => [
  `${name}: ${figure(value)} ${unit}`,
  `${figure(ours / value)} ×`,
]

const goalOf = ({ goal, atMost, ours, unit }: Row): readonly string[] => {
  if (goal) return [goal.text, goal.isMet ? 'yes' : 'NO']
  if (atMost === undefined) return ['', '']
  return [`at most ${figure(atMost)} ${unit}`, ours <= atMost ? 'yes' : 'NO']
}

/** Three significant digits, as far as a measured figure deserves; `0.0123`, `1.23`, `12.3`, `123`, `12,300`. */
export const figure = (value: number): string =>
  Math.abs(value) >= 1000
    ? Math.round(Number(value.toPrecision(3))).toLocaleString('en')
    : String(Number(value.toPrecision(3)))
