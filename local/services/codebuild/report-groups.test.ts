// Reports that builds leave, as DescribeTestCases and DescribeCodeCoverages give them.
import { type Builds, openBuilds } from '../../../tests/support/builds/builds.ts'

let builds: Builds
beforeAll(async () => {
  builds = await openBuilds()
})
afterAll(async () => {
  await builds.cloud.close()
  expect(builds.cloud.bugs).toEqual([])
})

const run = (reports: object, files: Readonly<Record<string, string>>) =>
  builds.run({ version: 0.2, phases: { build: { commands: ['true'] } }, reports }, files)

const clover = (...files: readonly (readonly [string, number])[]): string =>
  `<coverage><project>${files
    .map(
      ([name, covered]) =>
        `<file name="${name}"><metrics statements="4" coveredstatements="${covered}" conditionals="2" coveredconditionals="1"/></file>`,
    )
    .join('')}</project></coverage>`

test('coverage is a report of its own type, summed up', async () => {
  const spec = { cover: { files: ['c.xml'], 'file-format': 'CloverXml' } }
  const { reportArns, log } = await run(spec, { 'c.xml': clover(['b.php', 1], ['a.php', 4]) })
  const { reports } = await builds.cloud.call('BatchGetReports', { reportArns })
  const codeCoverageSummary = {
    lineCoveragePercentage: 62.5,
    linesCovered: 5,
    linesMissed: 3,
    branchCoveragePercentage: 50,
    branchesCovered: 2,
    branchesMissed: 2,
  }
  expect(reports).toMatchObject([{ type: 'CODE_COVERAGE', status: 'SUCCEEDED', codeCoverageSummary }])
  expect(reports).not.toMatchObject([{ testSummary: expect.anything() }])
  expect(log).toContain('Report Build-cover: 62.5 % of lines, 50 % of branches')
  expect(builds.cloud.asked.map(({ access }) => access.action)).toContain('codebuild:BatchPutCodeCoverages')
  const paths = async (input: object) => {
    const { codeCoverages } = await builds.cloud.call('DescribeCodeCoverages', { reportArn: reportArns[0], ...input })
    return (codeCoverages as { filePath: string }[]).map(({ filePath }) => filePath)
  }
  expect(await paths({})).toEqual(['b.php', 'a.php'])
  expect(await paths({ sortBy: 'FILE_PATH' })).toEqual(['a.php', 'b.php'])
  expect(await paths({ sortOrder: 'DESCENDING' })).toEqual(['a.php', 'b.php'])
  expect(await paths({ maxLineCoveragePercentage: 25 })).toEqual(['b.php'])
  expect(await paths({ minLineCoveragePercentage: 26 })).toEqual(['a.php'])
})

test('a group has reports of its own type alone', async () => {
  const name = 'Build-mixed'
  await builds.cloud.call('CreateReportGroup', { name, type: 'CODE_COVERAGE', exportConfig: {} })
  const spec = { mixed: { files: ['t.xml'] } }
  const { reportArns, log, buildStatus } = await run(spec, { 't.xml': '<testsuite><testcase name="a"/></testsuite>' })
  expect([reportArns, buildStatus]).toEqual([[], 'SUCCEEDED'])
  expect(log).toContain('report group Build-mixed has type CODE_COVERAGE, and JUNITXML is TEST')
})
