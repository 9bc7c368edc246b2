// What a part of the benchmark is: it measures when asked, starts nothing that it does not end, and leaves nothing behind.
import type { Row } from './row.ts'

export interface Report {
  readonly rows: readonly Row[]
  /** Markdown: what explains the rows, such as a breakdown. */
  readonly details?: string
}

/** `runs` is how often each figure is measured; `say` tells what is going on. */
export type Bench = (runs: number, say: (line: string) => void) => Promise<Report>
