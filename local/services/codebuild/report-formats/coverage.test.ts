import type { CoverageFormat } from '../buildspec/buildspec.ts'
import { percentagesOf } from './coverage.ts'
import { READ_COVERAGE } from './formats.ts'

/** `path lines/all branches/all` of each file. */
const read = async (format: CoverageFormat, text: string): Promise<readonly string[]> =>
  (await READ_COVERAGE[format](text, 'r')).map(
    ({ filePath, linesCovered, linesMissed, branchesCovered, branchesMissed }) =>
      `${filePath} ${linesCovered}/${linesCovered + linesMissed} ${branchesCovered}/${branchesCovered + branchesMissed}`,
  )

const clover = `<coverage generated="1"><project timestamp="1">
  <metrics statements="9" coveredstatements="5"/>
  <file name="a.php" path="/src/a.php"><metrics statements="4" coveredstatements="3" conditionals="2" coveredconditionals="1"/></file>
  <package name="p"><file name="b.php"><metrics statements="5" coveredstatements="2" conditionals="0" coveredconditionals="0"/></file></package>
</project></coverage>`

const cobertura = `<coverage line-rate="0.5"><sources><source>/src</source></sources><packages><package name="p"><classes>
  <class name="A" filename="p/a.py"><methods><method name="m"><lines><line number="1" hits="0"/></lines></method></methods><lines>
    <line number="1" hits="3"/>
    <line number="2" hits="0"/>
    <line number="3" hits="1" branch="true" condition-coverage="50% (1/2)"/>
  </lines></class>
  <class name="A$Inner" filename="p/a.py"><lines><line number="2" hits="1"/><line number="9" hits="0"/></lines></class>
  <class name="B" filename="p/b.py"><lines/></class>
</classes></package></packages></coverage>`

const jacoco = `<report name="clock"><group name="g"><package name="org/clock">
  <sourcefile name="Hands.java"><line nr="1" mi="0" ci="2" mb="0" cb="0"/>
    <counter type="INSTRUCTION" missed="5" covered="7"/><counter type="BRANCH" missed="1" covered="3"/><counter type="LINE" missed="2" covered="6"/>
  </sourcefile>
  <sourcefile name="Face.java"><counter type="LINE" missed="1" covered="0"/></sourcefile>
</package></group></report>`

const simplecov = JSON.stringify({
  RSpec: {
    coverage: {
      '/src/a.rb': { lines: [1, null, 0, 0], branches: { '[:if, 0]': { '[:then, 1]': 2, '[:else, 2]': 0 } } },
    },
  },
  Minitest: { coverage: { '/src/a.rb': { lines: [0, null, 2, 0] }, '/src/b.rb': [null, 5] } },
})

test.each<[CoverageFormat, string, readonly string[]]>([
  ['CLOVERXML', clover, ['/src/a.php 3/4 1/2', 'b.php 2/5 0/0']],
  ['COBERTURAXML', cobertura, ['p/a.py 3/4 1/2', 'p/b.py 0/0 0/0']],
  ['JACOCOXML', jacoco, ['org/clock/Hands.java 6/8 3/4', 'org/clock/Face.java 0/1 0/0']],
  ['SIMPLECOV', simplecov, ['/src/a.rb 2/3 1/2', '/src/b.rb 1/1 0/0']],
])('%s', async (format, text, files) => expect(await read(format, text)).toEqual(files))

test.each<[CoverageFormat, string, string]>([
  ['CLOVERXML', cobertura, 'r: not a Clover report'],
  ['COBERTURAXML', clover, 'r: not a Cobertura report'],
  ['JACOCOXML', clover, 'r: not a JaCoCo report'],
  ['SIMPLECOV', '{"RSpec":{}}', 'r: not a SimpleCov report'],
  ['SIMPLECOV', '[', 'r: not valid JSON'],
])('%s is not what it should be', async (format, text, message) => {
  await expect(read(format, text)).rejects.toThrow(message)
})

test.each([
  [{ linesCovered: 1, linesMissed: 2, branchesCovered: 0, branchesMissed: 4 }, 33.33, 0],
  [{ linesCovered: 0, linesMissed: 0, branchesCovered: 0, branchesMissed: 0 }, 100, 100],
])('percentages of %j', (counts, lineCoveragePercentage, branchCoveragePercentage) => {
  expect(percentagesOf(counts)).toEqual({ lineCoveragePercentage, branchCoveragePercentage })
})
