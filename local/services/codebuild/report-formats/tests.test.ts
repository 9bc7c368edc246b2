import type { TestFormat } from '../buildspec/buildspec.ts'
import { READ_TESTS } from './formats.ts'

/** `suite/prefix/name status milliseconds message` of each test. */
const read = async (format: TestFormat, text: string): Promise<readonly string[]> =>
  (await READ_TESTS[format](text, 'r')).map(
    ({ testSuiteName, prefix, name, status, durationInNanoSeconds, message = '' }) =>
      `${testSuiteName}/${prefix}/${name} ${status} ${durationInNanoSeconds / 1e6} ${message}`.trim(),
  )

const junit = `<?xml version="1.0"?>
<testsuites>
  <testsuite name="outer">
    <testcase name="adds" classname="Sums" time="0.5"/>
    <testsuite name="inner">
      <testcase name="halves" classname="Sums" time="0.25"><failure message="2 &lt; 3">trace</failure></testcase>
      <testcase name="breaks"><error><![CDATA[no such file]]></error></testcase>
      <testcase name="waits"><skipped/></testcase>
    </testsuite>
  </testsuite>
</testsuites>`

const cucumber = JSON.stringify([
  {
    name: 'Clock',
    elements: [
      { type: 'background', name: '', steps: [{ result: { status: 'passed', duration: 9e6 } }] },
      {
        name: 'tells the time',
        type: 'scenario',
        steps: [{ result: { status: 'passed', duration: 1e6 } }, { result: { status: 'passed', duration: 2e6 } }],
      },
      {
        name: 'is wrong',
        steps: [
          { result: { status: 'failed', duration: 1e6, error_message: 'an hour late' } },
          { result: { status: 'skipped' } },
        ],
      },
      { name: 'is not written', steps: [{ result: { status: 'undefined' } }] },
      { name: 'is empty', steps: [] },
    ],
  },
])

const testng = `<testng-results>
  <suite name="all"><test name="t"><class name="a.Clock">
    <test-method status="PASS" name="setUp" is-config="true" duration-ms="5"/>
    <test-method status="PASS" name="ticks" duration-ms="12"/>
    <test-method status="FAIL" name="tocks" duration-ms="3">
      <exception class="x"><message><![CDATA[ not a tock ]]></message></exception>
    </test-method>
    <test-method status="SKIP" name="rings" duration-ms="0"/>
  </class></test></suite>
</testng-results>`

const nunit = `<test-results name="Clock.dll">
  <test-suite name="Clock"><results>
    <test-suite name="Hands"><results>
      <test-case name="Clock.Hands.Turn" executed="True" success="True" time="0.010" result="Success"/>
      <test-case name="Clock.Hands.Stop(1.5)" executed="True" success="False" time="0.020" result="Failure">
        <failure><message>still turning</message><stack-trace>at</stack-trace></failure>
      </test-case>
      <test-case name="Clock.Hands.Fly" executed="False" result="Ignored"><reason><message>no wings</message></reason></test-case>
      <test-case name="Turn" executed="True" success="True" time="0"/>
    </results></test-suite>
  </results></test-suite>
</test-results>`

const nunit3 = `<test-run id="2">
  <test-suite type="Assembly" name="Clock.dll"><test-suite type="TestFixture" name="Hands">
    <test-case name="Turn" fullname="Clock.Hands.Turn" classname="Clock.Hands" result="Passed" duration="0.010"/>
    <test-case name="Stop" fullname="Clock.Hands.Stop" result="Failed" duration="0.020"><failure><message>still turning</message></failure></test-case>
    <test-case name="Break" fullname="Clock.Hands.Break" result="Failed" label="Error" duration="0"><failure><message>broke</message></failure></test-case>
    <test-case name="Fly" fullname="Clock.Hands.Fly" result="Skipped" label="Ignored"><reason><message>no wings</message></reason></test-case>
    <test-case name="Think" fullname="Clock.Hands.Think" result="Inconclusive"/>
  </test-suite></test-suite>
</test-run>`

const trx = `<TestRun name="nightly" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
  <Results>
    <UnitTestResult testId="1" testName="Turn" duration="00:00:01.5000000" outcome="Passed"/>
    <UnitTestResult testId="2" testName="Stop" duration="00:01:00" outcome="Failed">
      <Output><ErrorInfo><Message>still turning</Message><StackTrace>at</StackTrace></ErrorInfo></Output>
    </UnitTestResult>
    <UnitTestResult testId="3" testName="Fly" outcome="NotExecuted"/>
  </Results>
  <TestDefinitions>
    <UnitTest id="1"><TestMethod className="Clock.Hands" name="Turn"/></UnitTest>
  </TestDefinitions>
</TestRun>`

test.each<[TestFormat, string, readonly string[]]>([
  [
    'JUNITXML',
    junit,
    [
      'inner/Sums/halves FAILED 250 2 < 3',
      'inner//breaks ERROR 0 no such file',
      'inner//waits SKIPPED 0',
      'outer/Sums/adds SUCCEEDED 500',
    ],
  ],
  [
    'CUCUMBERJSON',
    cucumber,
    [
      'Clock/Clock/tells the time SUCCEEDED 3',
      'Clock/Clock/is wrong FAILED 1 an hour late',
      'Clock/Clock/is not written SKIPPED 0',
      'Clock/Clock/is empty UNKNOWN 0',
    ],
  ],
  [
    'TESTNGXML',
    testng,
    ['all/a.Clock/ticks SUCCEEDED 12', 'all/a.Clock/tocks FAILED 3 not a tock', 'all/a.Clock/rings SKIPPED 0'],
  ],
  [
    'NUNITXML',
    nunit,
    [
      'Hands/Clock.Hands/Turn SUCCEEDED 10',
      'Hands/Clock.Hands/Stop(1.5) FAILED 20 still turning',
      'Hands/Clock.Hands/Fly SKIPPED 0 no wings',
      'Hands//Turn SUCCEEDED 0',
    ],
  ],
  [
    'NUNIT3XML',
    nunit3,
    [
      'Hands/Clock.Hands/Turn SUCCEEDED 10',
      'Hands/Clock.Hands/Stop FAILED 20 still turning',
      'Hands/Clock.Hands/Break ERROR 0 broke',
      'Hands/Clock.Hands/Fly SKIPPED 0 no wings',
      'Hands/Clock.Hands/Think UNKNOWN 0',
    ],
  ],
  [
    'VISUALSTUDIOTRX',
    trx,
    ['nightly/Clock.Hands/Turn SUCCEEDED 1500', 'nightly//Stop FAILED 60000 still turning', 'nightly//Fly SKIPPED 0'],
  ],
])('%s', async (format, text, tests) => expect(await read(format, text)).toEqual(tests))

test.each<[TestFormat, string, string]>([
  ['JUNITXML', '<testsuite', 'r:1: not valid XML: '],
  ['JUNITXML', '<other/>', 'r: not a JUnit report: it has no testsuite'],
  ['CUCUMBERJSON', '{}', 'r: not a Cucumber report: it should be a list of features'],
  ['CUCUMBERJSON', '[', 'r: not valid JSON: '],
  ['TESTNGXML', junit, 'r: not a TestNG report: it has no testng-results'],
  ['NUNITXML', nunit3, 'r: not a report of NUnit 2: it has no test-results'],
  ['NUNIT3XML', nunit, 'r: not a report of NUnit 3: it has no test-run'],
  ['VISUALSTUDIOTRX', junit, 'r: not a TRX report: it has no TestRun'],
])('%s is not what it should be', async (format, text, message) => {
  await expect(read(format, text)).rejects.toThrow(message)
})
