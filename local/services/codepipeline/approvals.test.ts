// The gate: answers, tokens, expiry.
import { approval, source, stage } from '../../../tests/support/codepipeline/declarations.ts'
import { answer, commit, created, toApproval } from '../../../tests/support/codepipeline/scenes.ts'

const DAY = 24 * 60 * 60_000

describe('approval', () => {
  test('a rejection fails action, stage and execution, and says who and why', () => {
    const machine = created()
    const id = toApproval(machine)
    answer(machine, id, 'Rejected', 'not on a Friday')
    expect(machine.status(id)).toBe('Failed')
    expect(machine.call('GetPipelineState', { name: 'p' })).toMatchObject({
      stageStates: [
        {},
        {},
        {
          latestExecution: { status: 'Failed' },
          actionStates: [
            {
              latestExecution: {
                status: 'Failed',
                summary: 'not on a Friday',
                lastUpdatedBy: 'arn:aws:iam::000000000000:user/person',
              },
            },
            {},
          ],
        },
      ],
    })
  })

  test('answered twice, or with a foreign token, it is refused; a retry makes a new token', () => {
    const machine = created()
    const id = toApproval(machine)
    const { token } = machine.action(id, 'Approve')
    answer(machine, id, 'Rejected')
    expect(() => answer(machine, id, 'Approved')).toThrow(
      expect.objectContaining({ code: 'ApprovalAlreadyCompletedException' }),
    )
    machine.call('RetryStageExecution', {
      pipelineName: 'p',
      stageName: 'Prod',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    })
    expect(machine.action(id, 'Approve').token).not.toBe(token)
    const stale = {
      pipelineName: 'p',
      stageName: 'Prod',
      actionName: 'Approve',
      token,
      result: { status: 'Approved', summary: '' },
    }
    expect(() => machine.call('PutApprovalResult', stale)).toThrow(
      expect.objectContaining({ code: 'InvalidApprovalTokenException' }),
    )
  })

  test('it expires after seven days, or after its own timeout', () => {
    const machine = created()
    const id = toApproval(machine)
    machine.advance(7 * DAY - 1)
    expect(machine.status(id)).toBe('InProgress')
    machine.advance(1)
    expect(machine.status(id)).toBe('Failed')
    const quick = created({ stages: [stage('Source', source()), stage('Prod', approval({ timeoutInMinutes: 5 }))] })
    const other = quick.start()
    quick.end(other, 'Source', commit('c1'))
    quick.advance(5 * 60_000)
    expect(quick.status(other)).toBe('Failed')
  })
})
