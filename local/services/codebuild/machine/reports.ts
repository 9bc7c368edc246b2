// Test reports: what the build wrote is read, summed up, and kept as a report of its group.
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { arnOf, isArn, resourceIn } from '../../../core/arn.ts'
import { messageOf, ServiceError } from '../../../core/errors.ts'
import type { Desk } from '../../../core/service.ts'
import { readInside } from '../../../host/isolation/inside.ts'
import { parseJunit, type TestCase } from '../artifacts/junit.ts'
import { PhaseFailure } from '../build/phase-failure.ts'
import type { ReportSpec } from '../buildspec/buildspec.ts'
import type { BuildRole, CodeBuildState, Report, ReportGroup, TestReportSummary } from '../state.ts'
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
    const cases = await readCases(collecting, folder, await findFiles(folder, spec.files))
    if (cases.length > 0) await keepReport(collecting, spec, cases)
    else collecting.say(`No matching report paths found for report group ${spec.group}`)
  }
}

const readCases = async (
  { workspace, say }: Collecting,
  folder: string,
  files: readonly string[],
): Promise<readonly TestCase[]> => {
  const cases: TestCase[] = []
  for (const file of files)
    try {
      cases.push(...(await parseJunit(await readInside(workspace.root, join(folder, file)), file)))
    } catch (error) {
      say(`Error processing report: ${messageOf(error)}`)
    }
  return cases
}

const keepReport = async (
  { desk, id, role, say }: Collecting,
  spec: ReportSpec,
  cases: readonly TestCase[],
): Promise<void> => {
  const build = desk.state.builds.get(id)
  if (!build) return
  const now = desk.now().toISOString()
  const group = groupOf(desk, role, build.projectName, spec.group, now)
  permit(desk, role, ['CreateReport', 'UpdateReport', 'BatchPutTestCases'], group.arn)
  const summary = summaryOf(cases)
  const report: Report = {
    arn: `${group.arn.replace(':report-group/', ':report/')}:${desk.newId()}`,
    type: 'TEST',
    name: group.name,
    reportGroupArn: group.arn,
    executionId: build.arn,
    status: (summary.statusCounts.FAILED ?? 0) + (summary.statusCounts.ERROR ?? 0) > 0 ? 'FAILED' : 'SUCCEEDED',
    created: now,
    testSummary: summary,
  }
  // The cases are a body: they stand in a file, not on the log.
  await appendFile(casesFile(desk, report.arn), cases.map(one => `${JSON.stringify(one)}\n`).join(''))
  desk.record(changed('CreateReport', report.arn, { report }))
  say(`Report ${group.name}: ${summary.total} tests, ${JSON.stringify(summary.statusCounts)}`)
}

/** A name means the group PROJECT-NAME, made when missing; an ARN means the group itself. */
const groupOf = (
  desk: Desk<CodeBuildState>,
  role: BuildRole,
  projectName: string,
  given: string,
  now: string,
): ReportGroup => {
  const arn = isArn(given) ? given : arnOf(desk, 'codebuild', `report-group/${projectName}-${given}`)
  const name = resourceIn(desk, 'codebuild', arn)?.replace(/^report-group\//, '')
  const known = desk.state.reportGroups.get(arn)
  if (known) return known
  if (!name) throw new PhaseFailure('CLIENT_ERROR', `Error processing report: report group ${given} does not exist`)
  permit(desk, role, ['CreateReportGroup'], arn)
  const reportGroup: ReportGroup = { arn, name, type: 'TEST', created: now, lastModified: now, tags: [] }
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

export const casesFile = (desk: Desk<CodeBuildState>, reportArn: string): string =>
  join(desk.folder('reports'), `${reportArn.slice(reportArn.lastIndexOf(':') + 1)}.jsonl`)

export const readReportCases = async (desk: Desk<CodeBuildState>, reportArn: string): Promise<readonly TestCase[]> => {
  const text = await readFile(casesFile(desk, reportArn), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as TestCase)
}
