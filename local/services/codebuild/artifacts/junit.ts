// Test cases of a report in JUnit's XML.
// https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html
export interface TestCase {
  readonly name: string
  readonly prefix: string
  readonly testSuiteName: string
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ERROR' | 'SKIPPED'
  readonly durationInNanoSeconds: number
  readonly message?: string
  readonly testRawDataPath: string
}

type Element = Readonly<Record<string, unknown>>

/** @throws Error the text is no JUnit XML */
export const parseJunit = async (text: string, file: string): Promise<readonly TestCase[]> => {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser')
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new Error(`${file}:${valid.err.line}: not valid XML: ${valid.err.msg}`)
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: name => LISTS.has(name),
    parseAttributeValue: false,
  })
  const root = parser.parse(text) as Element
  const suites = [
    ...elements(root, 'testsuite'),
    ...elements(root, 'testsuites').flatMap(all => elements(all, 'testsuite')),
  ]
  if (suites.length === 0 && root.testsuites === undefined)
    throw new Error(`${file}: not a JUnit report: it has no testsuite`)
  return suites.flatMap(suite => casesOf(suite, file))
}

const LISTS = new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'error', 'skipped'])

const casesOf = (suite: Element, file: string): readonly TestCase[] => [
  ...elements(suite, 'testsuite').flatMap(inner => casesOf(inner, file)),
  ...elements(suite, 'testcase').map(one => ({
    name: attribute(one, 'name'),
    prefix: attribute(one, 'classname'),
    testSuiteName: attribute(suite, 'name'),
    ...outcome(one),
    durationInNanoSeconds: Math.round(Number(attribute(one, 'time') || '0') * 1e9) || 0,
    testRawDataPath: file,
  })),
]

const outcome = (one: Element): Pick<TestCase, 'status' | 'message'> => {
  const kinds = [
    ['failure', 'FAILED'],
    ['error', 'ERROR'],
    ['skipped', 'SKIPPED'],
  ] as const
  for (const [name, status] of kinds) {
    if (one[name] === undefined) continue
    const message = messageOf(list(one[name])[0])
    return { status, ...(message ? { message } : {}) }
  }
  return { status: 'SUCCEEDED' }
}

const messageOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : isElement(value)
      ? attribute(value, 'message') || String(value['#text'] ?? '')
      : ''

const elements = (parent: Element, name: string): readonly Element[] => list(parent[name]).filter(isElement)

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

const isElement = (value: unknown): value is Element => typeof value === 'object' && value !== null

const attribute = (element: Element, name: string): string => String(element[`@${name}`] ?? '')
