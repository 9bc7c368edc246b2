// How `#{namespace.key}` becomes a value.
import { referencesIn, resolveConfiguration } from './variables.ts'

const values = {
  codepipeline: { PipelineExecutionId: 'id-1' },
  variables: { Env: 'dev' },
  Source: { CommitId: 'c1', CommitMessage: 'use #{variables.Env}' },
}

test.each([
  ['nothing to do', 'plain', 'plain'],
  ['the execution', '#{codepipeline.PipelineExecutionId}', 'id-1'],
  ['a pipeline variable', 'to #{variables.Env}', 'to dev'],
  ['two in one text', '#{Source.CommitId}/#{variables.Env}', 'c1/dev'],
  ['inside JSON', '{"Stage":"#{variables.Env}"}', '{"Stage":"dev"}'],
  ['a value that looks like a reference', '#{Source.CommitMessage}', 'use #{variables.Env}'],
  ['something else in braces', '#{not a reference} ${x}', '#{not a reference} ${x}'],
])('%s', (_, text, expected) => {
  expect(resolveConfiguration({ key: text }, values)).toEqual({ configuration: { key: expected } })
})

test.each(['#{Source.commitid}', '#{source.CommitId}', '#{Nope.X}', '#{Source.constructor}', '#{__proto__.toString}'])(
  '%s has no value, and the problem says what there is',
  text => {
    const { problem } = resolveConfiguration({ key: text }, values)
    expect(problem).toContain(text)
    expect(problem).toContain('#{Source.CommitId}')
  },
)

test('more than 100 KB of resolved configuration is a problem', () => {
  const big = { Source: { Text: 'x'.repeat(60 * 1024) } }
  expect(resolveConfiguration({ a: '#{Source.Text}' }, big).problem).toBeUndefined()
  expect(resolveConfiguration({ a: '#{Source.Text}', b: '#{Source.Text}' }, big).problem).toMatch(/limit is 102400/)
})

test('references are found in order', () => {
  expect(referencesIn('#{A.b} #{C.d}').map(({ namespace, key }) => [namespace, key])).toEqual([
    ['A', 'b'],
    ['C', 'd'],
  ])
})
