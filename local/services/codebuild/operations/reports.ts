// Reports and report groups, for looking at.
import { arnOf } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Access } from '../../../core/policy.ts'
import { operation, type Scope } from '../../../core/service.ts'
import { type FileCounts, percentagesOf } from '../report-formats/coverage.ts'
import type { TestCase } from '../report-formats/test-case.ts'
import type { CodeBuildState, Report, ReportGroup } from '../state.ts'
import { changed } from '../trail.ts'
import { invalid, readTags } from './read-project.ts'

/** Permissions on a report are those on its group. */
const groupArnOf = (arn: string): string =>
  arn.replace(':report/', ':report-group/').replace(/(:report-group\/[^:]*):.*$/, '$1')

const on = (action: string, arns: readonly string[]): readonly Access[] =>
  [...new Set(arns.map(groupArnOf))].map(resource => ({ action: `codebuild:${action}`, resource }))

const CreateReportGroup = operation<CodeBuildState>()({
  input: members => {
    const name = members.string('name', { min: 2, max: 128 })
    const type = members.string('type', { values: ['TEST', 'CODE_COVERAGE'] }) === 'TEST' ? 'TEST' : 'CODE_COVERAGE'
    if (members.structure('exportConfig').optionalString('exportConfigType') === 'S3')
      throw invalid('exportConfig S3 is not carried out by the local cloud; use NO_EXPORT')
    return { name, type, tags: readTags(members) } as const
  },
  access: ({ name }, scope) => on('CreateReportGroup', [arnOf(scope, 'codebuild', `report-group/${name}`)]),
  decide: (state, { name, type, tags }, scope) => {
    const arn = arnOf(scope, 'codebuild', `report-group/${name}`)
    if (state.reportGroups.has(arn))
      throw new ServiceError('ResourceAlreadyExistsException', `Report group already exists: ${arn}`)
    const now = scope.now.toISOString()
    const reportGroup: ReportGroup = { arn, name, type, created: now, lastModified: now, tags }
    return {
      output: { reportGroup: groupOutput(reportGroup) },
      facts: [changed('CreateReportGroup', arn, { reportGroup })],
    }
  },
})

const DeleteReportGroup = operation<CodeBuildState>()({
  input: members => ({ arn: members.string('arn'), deleteReports: members.boolean('deleteReports') }),
  access: ({ arn }) => on('DeleteReportGroup', [arn]),
  decide: (state, { arn, deleteReports }) => {
    const has = state.reports.values().some(report => report.reportGroupArn === arn)
    if (has && !deleteReports) throw invalid(`Report group ${arn} has reports; delete them too with deleteReports`)
    return { output: {}, facts: state.reportGroups.has(arn) ? [changed('DeleteReportGroup', arn, { arn })] : [] }
  },
})

const readArns = (name: string) => (members: Members) => {
  const arns = members.strings(name)
  members.fits(name, arns.length, { min: 1, max: 100 })
  return { arns }
}

const BatchGetReportGroups = operation<CodeBuildState>()({
  input: readArns('reportGroupArns'),
  access: ({ arns }) => on('BatchGetReportGroups', arns),
  decide: (state, { arns }) => ({
    output: {
      reportGroups: arns.flatMap(arn => state.reportGroups.get(arn) ?? []).map(groupOutput),
      reportGroupsNotFound: arns.filter(arn => !state.reportGroups.has(arn)),
    },
  }),
})

const BatchGetReports = operation<CodeBuildState>()({
  input: readArns('reportArns'),
  access: ({ arns }) => on('BatchGetReports', arns),
  decide: (state, { arns }) => ({
    output: {
      reports: arns.flatMap(arn => state.reports.get(arn) ?? []).map(reportOutput),
      reportsNotFound: arns.filter(arn => !state.reports.has(arn)),
    },
  }),
})

const ListReportGroups = operation<CodeBuildState>()({
  input: members => ({
    sortBy: members.optionalString('sortBy', { values: ['NAME', 'CREATED_TIME', 'LAST_MODIFIED_TIME'] }) ?? 'NAME',
    descending: members.optionalString('sortOrder', { values: ['ASCENDING', 'DESCENDING'] }) === 'DESCENDING',
  }),
  access: () => [{ action: 'codebuild:ListReportGroups', resource: '*' }],
  decide: (state, { sortBy, descending }) => {
    // No operation that is carried out changes a report group, so that it was last modified when it was made.
    const key = sortBy === 'NAME' ? 'name' : 'created'
    const sorted = [...state.reportGroups.values()].sort((a, b) => (a[key] < b[key] ? -1 : 1)).map(({ arn }) => arn)
    return { output: { reportGroups: descending ? sorted.reverse() : sorted } }
  },
})

const ListReportsForReportGroup = operation<CodeBuildState>()({
  input: members => ({
    arn: members.string('reportGroupArn'),
    ascending: members.optionalString('sortOrder', { values: ['ASCENDING', 'DESCENDING'] }) === 'ASCENDING',
    status: members.optionalStructure('filter')?.optionalString('status'),
  }),
  access: ({ arn }) => on('ListReportsForReportGroup', [arn]),
  decide: (state, { arn, ascending, status }) => {
    if (!state.reportGroups.has(arn)) throw groupNotFound(arn)
    const all = [...state.reports.values()]
      .filter(report => report.reportGroupArn === arn && (status === undefined || report.status === status))
      .map(report => report.arn)
    return { output: { reports: ascending ? all : all.reverse() } }
  },
})

const DescribeTestCases = operation<CodeBuildState>()({
  input: members => ({
    arn: members.string('reportArn'),
    status: members.optionalStructure('filter')?.optionalString('status'),
    keyword: members.optionalStructure('filter')?.optionalString('keyword'),
  }),
  access: ({ arn }) => on('DescribeTestCases', [arn]),
  perform: async (desk, { arn, status, keyword }, _scope: Scope) => {
    if (!desk.state.reports.has(arn))
      throw new ServiceError('ResourceNotFoundException', `Report cannot be found: ${arn}`)
    const { readReportEntries } = await import('../machine/reports.ts')
    const cases = (await readReportEntries<TestCase>(desk, arn))
      .filter(one => status === undefined || one.status === status)
      .filter(one => keyword === undefined || one.name.includes(keyword) || one.prefix.includes(keyword))
    return { testCases: cases.map(one => ({ reportArn: arn, ...one })) }
  },
})

const PERCENTAGE = { min: 0, max: 100 }

const DescribeCodeCoverages = operation<CodeBuildState>()({
  input: members => ({
    arn: members.string('reportArn', { min: 1 }),
    byPath: members.optionalString('sortBy', { values: ['LINE_COVERAGE_PERCENTAGE', 'FILE_PATH'] }) === 'FILE_PATH',
    descending: members.optionalString('sortOrder', { values: ['ASCENDING', 'DESCENDING'] }) === 'DESCENDING',
    least: members.optionalNumber('minLineCoveragePercentage', PERCENTAGE) ?? 0,
    most: members.optionalNumber('maxLineCoveragePercentage', PERCENTAGE) ?? 100,
  }),
  access: ({ arn }) => on('DescribeCodeCoverages', [arn]),
  perform: async (desk, { arn, byPath, descending, least, most }) => {
    if (!desk.state.reports.has(arn)) throw invalid(`Report cannot be found: ${arn}`)
    const { readReportEntries } = await import('../machine/reports.ts')
    const files = (await readReportEntries<FileCounts>(desk, arn))
      .map(file => ({ id: `${arn}:${file.filePath}`, reportARN: arn, ...file, ...percentagesOf(file) }))
      .filter(({ lineCoveragePercentage }) => lineCoveragePercentage >= least && lineCoveragePercentage <= most)
      .sort((a, b) =>
        byPath ? (a.filePath < b.filePath ? -1 : 1) : a.lineCoveragePercentage - b.lineCoveragePercentage,
      )
    return { codeCoverages: descending ? files.reverse() : files }
  },
})

const groupNotFound = (arn: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Report group cannot be found: ${arn}`)

const groupOutput = (group: ReportGroup) => ({
  ...group,
  exportConfig: { exportConfigType: 'NO_EXPORT' },
  status: 'ACTIVE',
  created: new Date(group.created),
  lastModified: new Date(group.lastModified),
})

const reportOutput = (report: Report) => ({
  ...report,
  exportConfig: { exportConfigType: 'NO_EXPORT' },
  truncated: false,
  created: new Date(report.created),
})

export const reports = {
  CreateReportGroup,
  DeleteReportGroup,
  BatchGetReportGroups,
  BatchGetReports,
  ListReportGroups,
  ListReportsForReportGroup,
  DescribeTestCases,
  DescribeCodeCoverages,
}
