import { pushedReferences } from './push-request.ts'

const line = (text: string): string => (text.length + 4).toString(16).padStart(4, '0') + text
const update = (name: string): string => line(`${'0'.repeat(40)} ${'1'.repeat(40)} ${name}`)

test.each<[string, string, readonly string[] | undefined]>([
  [
    'one reference with capabilities',
    `${update('refs/heads/main\0 report-status agent=git/2')}0000PACK`,
    ['refs/heads/main'],
  ],
  ['two references', `${update('refs/heads/main')}${update('refs/tags/v1')}0000`, ['refs/heads/main', 'refs/tags/v1']],
  ['a shallow line before', `${line(`shallow ${'2'.repeat(40)}`)}${update('refs/heads/a')}0000`, ['refs/heads/a']],
  ['a probe without references', '0000', []],
  ['nothing yet', '', undefined],
  ['half a header', '00', undefined],
  ['half a line', update('refs/heads/main').slice(0, 50), undefined],
  ['a line, but not the end', update('refs/heads/main'), undefined],
  ['something else', 'hello', []],
])('%s', (_, text, expected) => {
  expect(pushedReferences(Buffer.from(text))).toEqual(expected)
})
