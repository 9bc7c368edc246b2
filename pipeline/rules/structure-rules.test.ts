import { problemsWith, template } from './broken-template.ts'
import { checkStructure } from './structure-rules.ts'

test('the synthesized template has no problem', () => {
  expect(checkStructure(template)).toEqual([])
})

test('a bootstrapped account is a problem', () => {
  const problems = checkStructure({ ...template, Parameters: { BootstrapVersion: {} } })
  expect(problems).toEqual([
    "the template has 'BootstrapVersion'; it must need neither parameters nor a bootstrapped account",
  ])
})

test('a template over 1 MB is a problem', () => {
  expect(checkStructure(template, 'x'.repeat(1_048_577))).toEqual([expect.stringContaining('has 1048577 bytes')])
})

test('all problems are reported at once', () => {
  const problems = problemsWith(
    ['Pipeline.Stages.3.Actions.0.RunOrder', 0],
    ['Pipeline.Stages.3.Actions.1.ActionTypeId.Provider', 'Lamda'],
    ['BuildRole.Policies.0.PolicyDocument.Statement.0.Action', '*'],
  )
  expect(problems).toHaveLength(3)
})
