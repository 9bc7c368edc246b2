// A jest reporter that writes reports/junit.xml, which CodeBuild shows as the build's test report.
// https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html
const { mkdirSync, writeFileSync } = require('node:fs')
const { relative } = require('node:path')
const { stripVTControlCharacters } = require('node:util')

module.exports = class {
  onRunComplete(_contexts, { testResults }) {
    mkdirSync('reports', { recursive: true })
    writeFileSync(
      'reports/junit.xml',
      `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', {}, testResults.map(suite))}\n`,
    )
  }
}

function suite({ testFilePath, testResults, testExecError, failureMessage }) {
  const name = relative(process.cwd(), testFilePath).replaceAll('\\', '/')
  const cases = testResults.map(result => testCase(name, result))
  // A file that cannot be loaded has no tests, and must not look like a success.
  if (testExecError)
    cases.push(element('testcase', { classname: name, name: 'loads' }, [problem('error', failureMessage)]))
  const failures = testResults.filter(({ status }) => status === 'failed').length
  return element('testsuite', { name, tests: cases.length, failures, errors: testExecError ? 1 : 0 }, cases)
}

function testCase(classname, { fullName, status, duration, failureMessages }) {
  const skipped = status === 'failed' || status === 'passed' ? [] : [element('skipped', {}, [])]
  const failed = failureMessages.map(message => problem('failure', message))
  return element('testcase', { classname, name: fullName, time: (duration ?? 0) / 1000 }, [...skipped, ...failed])
}

function problem(kind, message) {
  return element(kind, { message: String(message).split('\n', 1)[0] }, [written(message)])
}

function element(name, attributes, content) {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${written(value)}"`)
  return `<${name}${pairs.join('')}>${content.join('')}</${name}>`
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

// XML 1.0 cannot hold control characters at all, and jest's messages have them (colours).
function written(text) {
  const plain = stripVTControlCharacters(String(text)).replaceAll(/\p{Cc}/gu, each => (/\s/.test(each) ? each : ''))
  return plain.replaceAll(/[&<>"]/g, each => entities[each])
}
