// What a report says of one file: how much of it the tests ran.
// https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CodeCoverage.html
export interface Counts {
  readonly linesCovered: number
  readonly linesMissed: number
  readonly branchesCovered: number
  readonly branchesMissed: number
}

export interface FileCounts extends Counts {
  readonly filePath: string
}

export interface Percentages {
  readonly lineCoveragePercentage: number
  readonly branchCoveragePercentage: number
}

/** @throws Error the text is not of the format */
export type ReadCoverage = (text: string, file: string) => Promise<readonly FileCounts[]>

const NAMES = ['linesCovered', 'linesMissed', 'branchesCovered', 'branchesMissed'] as const

export const sumOf = (all: readonly Counts[]): Counts => {
  const [linesCovered = 0, linesMissed = 0, branchesCovered = 0, branchesMissed = 0] = NAMES.map(name =>
    all.reduce((sum, one) => sum + one[name], 0),
  )
  return { linesCovered, linesMissed, branchesCovered, branchesMissed }
}

/** Unverified: what has no lines, or no branches, counts as covered whole; and two digits. */
export const percentagesOf = (counts: Counts): Percentages => ({
  lineCoveragePercentage: percentage(counts.linesCovered, counts.linesMissed),
  branchCoveragePercentage: percentage(counts.branchesCovered, counts.branchesMissed),
})

const percentage = (covered: number, missed: number): number =>
  covered + missed === 0 ? 100 : Math.round((covered / (covered + missed)) * 10_000) / 100

/** Of a file that several elements or reports speak of, one entry: lines and branches that one of them ran are covered. */
export interface Lines {
  /** Runs by number of the line. */
  readonly hits: Map<number, number>
  /** Branches covered and all of them, by line. */
  readonly branches: Map<number, readonly [covered: number, all: number]>
}

export const emptyLines = (): Lines => ({ hits: new Map(), branches: new Map() })

export const countsOf = ({ hits, branches }: Lines): Counts => {
  const covered = [...hits.values()].filter(count => count > 0).length
  const branchesCovered = [...branches.values()].reduce((sum, [some]) => sum + some, 0)
  const all = [...branches.values()].reduce((sum, [, every]) => sum + every, 0)
  return {
    linesCovered: covered,
    linesMissed: hits.size - covered,
    branchesCovered,
    branchesMissed: all - branchesCovered,
  }
}
