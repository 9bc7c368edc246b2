// SimpleCov's JSON (`.resultset.json`): runs of each line of each file, by test command.
import { type Counts, countsOf, emptyLines, type Lines, type ReadCoverage } from './coverage.ts'
import { entriesIn, listIn, memberOf, readJson } from './json.ts'

export const readSimplecov: ReadCoverage = async (text, file) => {
  const report = readJson(text, file)
  const results = typeof report === 'object' && report !== null ? Object.values(report) : []
  if (!results.some(result => memberOf(result, 'coverage') !== undefined))
    throw new Error(`${file}: not a SimpleCov report: no test command has coverage`)
  const files = new Map<string, Lines>()
  for (const result of results)
    for (const [filePath, coverage] of Object.entries(entriesIn(result, 'coverage'))) {
      const lines = files.get(filePath) ?? emptyLines()
      files.set(filePath, lines)
      addFile(lines, coverage)
    }
  return [...files].map(([filePath, lines]): Counts & { filePath: string } => ({ filePath, ...countsOf(lines) }))
}

/** A list of lines, as older versions write it, or lines with branches; null is a line that cannot run. */
const addFile = ({ hits, branches }: Lines, coverage: unknown): void => {
  const lines = Array.isArray(coverage) ? coverage : listIn(coverage, 'lines')
  for (const [at, count] of lines.entries())
    if (typeof count === 'number') hits.set(at, Math.max(hits.get(at) ?? 0, count))
  for (const [at, ways] of Object.values(entriesIn(coverage, 'branches')).entries()) {
    const runs = typeof ways === 'object' && ways !== null ? Object.values(ways) : []
    const [known = 0] = branches.get(at) ?? []
    branches.set(at, [Math.max(known, runs.filter(count => Number(count) > 0).length), runs.length])
  }
}
