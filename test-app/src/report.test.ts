import { reportTo } from './report.ts'

const jobId = '11111111-2222-4333-8444-555555555555'

function client() {
  const sent: { name: string; input: unknown }[] = []
  const send = async (command: { constructor: { name: string }; input: unknown }) => {
    sent.push({ name: command.constructor.name, input: command.input })
  }
  return { sent, reporter: reportTo({ send } as unknown as Parameters<typeof reportTo>[0]) }
}

test('success goes out as PutJobSuccessResult', async () => {
  const { sent, reporter } = client()
  await reporter.succeeded(jobId, '14 of 14 checks passed in 0.8 s', 'request-1')
  const executionDetails = {
    summary: '14 of 14 checks passed in 0.8 s',
    externalExecutionId: 'request-1',
    percentComplete: 100,
  }
  expect(sent).toEqual([{ name: 'PutJobSuccessResultCommand', input: { jobId, executionDetails } }])
})

test('failure goes out as PutJobFailureResult', async () => {
  const { sent, reporter } = client()
  await reporter.failed(jobId, '1 of 2 checks failed: x', 'request-1')
  const failureDetails = { type: 'JobFailed', message: '1 of 2 checks failed: x', externalExecutionId: 'request-1' }
  expect(sent).toEqual([{ name: 'PutJobFailureResultCommand', input: { jobId, failureDetails } }])
})
