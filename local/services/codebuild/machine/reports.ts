// Test reports: what the build wrote is read, summed up, and kept as a report of its group.
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { arnOf, isArn, resourceIn } from '../../../core/arn.ts'
import { messageOf, ServiceError } from '../../../core/errors.ts'
import type { Desk } from '../../../core/service.ts'
import { readInside } from '../../../host/isolation/inside.ts'
import { PhaseFailure } from '../build/phase-failure.ts'
import type { ReportSpec } from '../buildspec/buildspec.ts'
import { type FileCounts, percentagesOf, sumOf } from '../report-formats/coverage.ts'
import { isCoverage, READ_COVERAGE, READ_TESTS } from '../report-formats/formats.ts'
import type { TestCase } from '../report-formats/test-case.ts'
import type { BuildRole, CodeBuildState, Report, ReportGroup, ReportType, TestReportSummary } from '../state.ts'
import { changed } from '../trail.ts'
import { findFiles } from './files.ts'
import type { Workspace } from './workspace.ts'

interface Collecting {
  readonly desk: Desk<CodeBuildState>
  readonly id: string
  readonly role: BuildRole
  readonly workspace: Workspace
  readonly say: (line: string) => void
}

/** A report that cannot be read is said in the log and fails nothing, as on AWS. */
export const collectReports = async (collecting: Collecting, specs: readonly ReportSpec[]): Promise<void> => {
  for (const spec of specs) {
    const folder = join(collecting.workspace.source, spec.baseDirectory)
    const entries = await readEntries(collecting, folder, await findFiles(folder, spec.files), spec.format)
    if (entries.length > 0) await keepReport(collecting, spec, entries)
    else collecting.say(`No matching report paths found for report group ${spec.group}`)
  }
}

/** What a report is made of: its tests, or its files with their coverage. */
type Entry = TestCase | FileCounts

const readEntries = async (
  { workspace, say }: Collecting,
  folder: string,
  files: readonly string[],
  format: ReportSpec['format'],
): Promise<readonly Entry[]> => {
  const read = isCoverage(format) ? READ_COVERAGE[format] : READ_TESTS[format]
  const entries: Entry[] = []
  for (const file of files)
    try {
      entries.push(...(await read(await readInside(workspace.root, join(folder, file)), file)))
    } catch (error) {
      say(`Error processing report: ${messageOf(error)}`)
    }
  return entries
}

const ENTRY_ACTIONS = { TEST: 'BatchPutTestCases', CODE_COVERAGE: 'BatchPutCodeCoverages' } as const

const keepReport = async (
  { desk, id, role, say }: Collecting,
  spec: ReportSpec,
  entries: readonly Entry[],
): Promise<void> => {
  const build = desk.state.builds.get(id)
  if (!build) return
  const now = desk.now().toISOString()
  const type = isCoverage(spec.format) ? 'CODE_COVERAGE' : 'TEST'
  const group = groupOf(desk, role, build.projectName, spec.group, type, now)
  // Unverified: AWS's words for it.
  if (group.type !== type)
    return say(
      `Error processing report: report group ${group.name} has type ${group.type}, and ${spec.format} is ${type}`,
    )
  permit(desk, role, ['CreateReport', 'UpdateReport', ENTRY_ACTIONS[type]], group.arn)
  const report: Report = {
    arn: `${group.arn.replace(':report-group/', ':report/')}:${desk.newId()}`,
    type,
    name: group.name,
    reportGroupArn: group.arn,
    executionId: build.arn,
    created: now,
    ...judged(entries),
  }
  // The entries are a body: they stand in a file, not on the log.
  await appendFile(entriesFile(desk, report.arn), entries.map(one => `${JSON.stringify(one)}\n`).join(''))
  desk.record(changed('CreateReport', report.arn, { report }))
  say(`Report ${group.name}: ${saidOf(report)}`)
}

const judged = (entries: readonly Entry[]): Pick<Report, 'status' | 'testSummary' | 'codeCoverageSummary'> => {
  const cases = entries.filter(entry => 'status' in entry)
  if (cases.length === 0) {
    const counts = sumOf(entries.filter(entry => 'filePath' in entry))
    return { status: 'SUCCEEDED', codeCoverageSummary: { ...counts, ...percentagesOf(counts) } }
  }
  const testSummary = summaryOf(cases)
  const { FAILED = 0, ERROR = 0 } = testSummary.statusCounts
  return { status: FAILED + ERROR > 0 ? 'FAILED' : 'SUCCEEDED', testSummary }
}

const saidOf = ({ testSummary, codeCoverageSummary }: Report): string =>
  testSummary
    ? `${testSummary.total} tests, ${JSON.stringify(testSummary.statusCounts)}`
    : `${codeCoverageSummary?.lineCoveragePercentage} % of lines, ${codeCoverageSummary?.branchCoveragePercentage} % of branches`

/** A name means the group PROJECT-NAME, made when missing; an ARN means the group itself. */
const groupOf = (
  desk: Desk<CodeBuildState>,
  role: BuildRole,
  projectName: string,
  given: string,
  type: ReportType,
  now: string,
): ReportGroup => {
  const arn = isArn(given) ? given : arnOf(desk, 'codebuild', `report-group/${projectName}-${given}`)
  const name = resourceIn(desk, 'codebuild', arn)?.replace(/^report-group\//, '')
  const known = desk.state.reportGroups.get(arn)
  if (known) return known
  if (!name) throw new PhaseFailure('CLIENT_ERROR', `Error processing report: report group ${given} does not exist`)
  permit(desk, role, ['CreateReportGroup'], arn)
  const reportGroup: ReportGroup = { arn, name, type, created: now, lastModified: now, tags: [] }
  desk.record(changed('CreateReportGroup', arn, { reportGroup }))
  return reportGroup
}

/**
 * The build's role makes the report, so it needs the permissions that the report takes.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html
 * Unverified: a build whose role lacks them fails in UPLOAD_ARTIFACTS.
 */
const permit = (desk: Desk<CodeBuildState>, role: BuildRole, actions: readonly string[], resource: string): void => {
  try {
    desk.authorize(
      role,
      actions.map(action => ({ action: `codebuild:${action}`, resource })),
    )
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    throw new PhaseFailure('CLIENT_ERROR', `Error processing report: ${error.code}: ${error.message}`)
  }
}

export const summaryOf = (cases: readonly TestCase[]): TestReportSummary => {
  const statusCounts: Record<string, number> = { SUCCEEDED: 0, FAILED: 0, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 }
  for (const { status } of cases) statusCounts[status] = (statusCounts[status] ?? 0) + 1
  const durationInNanoSeconds = cases.reduce((sum, one) => sum + one.durationInNanoSeconds, 0)
  return { total: cases.length, statusCounts, durationInNanoSeconds }
}

const entriesFile = (desk: Desk<CodeBuildState>, reportArn: string): string =>
  join(desk.folder('reports'), `${reportArn.slice(reportArn.lastIndexOf(':') + 1)}.jsonl`)

/** What was kept of a report; its type tells which of the two it holds. */
export const readReportEntries = async <Kept extends Entry>(
  desk: Desk<CodeBuildState>,
  reportArn: string,
): Promise<readonly Kept[]> => {
  const text = await readFile(entriesFile(desk, reportArn), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Kept)
}
