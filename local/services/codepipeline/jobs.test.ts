// Jobs of Lambda actions: results, continuation, silence.
import { invoke, pipeline, source, stage } from '../../../tests/support/codepipeline/declarations.ts'
import { PurePipeline } from '../../../tests/support/codepipeline/pure-pipeline.ts'

const MINUTE = 60_000

/** A machine whose Lambda action has its first job. */
const waiting = (): { machine: PurePipeline; id: string; jobId: () => string } => {
  const machine = new PurePipeline()
  const stages = [stage('Source', source()), stage('Test', invoke({ namespace: 'Tested' }))]
  machine.call('CreatePipeline', { pipeline: pipeline({ stages }) })
  const id = machine.state.pipelines.get('p')?.executions[0]?.id ?? ''
  machine.end(id, 'Source', { status: 'Succeeded', outputVariables: { CommitId: 'c1' } })
  return { machine, id, jobId: () => machine.action(id, 'Test').jobId ?? '' }
}

test('a success ends the action with its summary and variables', () => {
  const { machine, id, jobId } = waiting()
  const executionDetails = { summary: '14 of 14 checks passed', externalExecutionId: 'request', percentComplete: 100 }
  machine.call('PutJobSuccessResult', { jobId: jobId(), executionDetails, outputVariables: { checks: '14' } })
  expect(machine.status(id)).toBe('Succeeded')
  expect(machine.call('ListActionExecutions', { pipelineName: 'p' })).toMatchObject({
    actionExecutionDetails: [
      {
        actionName: 'Test',
        status: 'Succeeded',
        input: {
          resolvedConfiguration: { UserParameters: 'commit c1' },
          configuration: { UserParameters: 'commit #{SourceVariables.CommitId}' },
        },
        output: {
          outputVariables: { checks: '14' },
          executionResult: { externalExecutionId: 'request', externalExecutionSummary: '14 of 14 checks passed' },
        },
      },
      { actionName: 'Source' },
    ],
  })
})

test('the revision that a job reports is that of its artifacts', () => {
  const machine = new PurePipeline()
  const outputArtifacts = [{ name: 'Report' }]
  const stages = [stage('Source', source()), stage('Test', invoke({ outputArtifacts }))]
  machine.call('CreatePipeline', { pipeline: pipeline({ stages }) })
  const id = machine.state.pipelines.get('p')?.executions[0]?.id ?? ''
  machine.end(id, 'Source', { status: 'Succeeded', outputVariables: { CommitId: 'c1' } })
  const currentRevision = { revision: 'r7', changeIdentifier: 'c7', created: 1700000000, revisionSummary: 'seventh' }
  machine.call('PutJobSuccessResult', { jobId: machine.action(id, 'Test').jobId ?? '', currentRevision })
  expect(machine.call('GetPipelineExecution', { pipelineName: 'p', pipelineExecutionId: id })).toMatchObject({
    pipelineExecution: {
      artifactRevisions: [
        {
          name: 'Report',
          revisionId: 'r7',
          revisionChangeIdentifier: 'c7',
          revisionSummary: 'seventh',
          created: new Date(1700000000_000),
        },
      ],
    },
  })
})

test('a failure ends the action with its type and message, which the event carries too', () => {
  const { machine, id, jobId } = waiting()
  machine.call('PutJobFailureResult', {
    jobId: jobId(),
    failureDetails: { type: 'JobFailed', message: '3 of 14 checks failed' },
  })
  expect(machine.action(id, 'Test').result?.errorDetails).toEqual({
    code: 'JobFailed',
    message: '3 of 14 checks failed',
  })
  const event = machine.log.find(({ detail }) => (detail as { state?: string }).state === 'FAILED')
  expect(event?.detail).toMatchObject({
    'execution-result': { 'external-execution-summary': '3 of 14 checks failed', 'error-code': 'JobFailed' },
  })
})

test.each([
  ['a job that was answered', 'InvalidJobStateException', (jobId: string) => jobId],
  ['an unknown job', 'JobNotFoundException', () => '00000000-0000-4000-8000-000000000000'],
  ['an id that is none', 'ValidationException', () => 'JOB'],
])('a result for %s gives %s', (_, code, pick) => {
  const { machine, jobId } = waiting()
  const first = jobId()
  machine.call('PutJobSuccessResult', { jobId: first })
  for (const call of [
    () => machine.call('PutJobSuccessResult', { jobId: pick(first) }),
    () =>
      machine.call('PutJobFailureResult', { jobId: pick(first), failureDetails: { type: 'JobFailed', message: 'm' } }),
  ])
    expect(call).toThrow(expect.objectContaining({ code }))
})

test('a job whose execution was abandoned is closed', () => {
  const { machine, id, jobId } = waiting()
  machine.call('StopPipelineExecution', { pipelineName: 'p', pipelineExecutionId: id, abandon: true })
  expect(() => machine.call('PutJobSuccessResult', { jobId: jobId() })).toThrow(
    expect.objectContaining({ code: 'InvalidJobStateException' }),
  )
})

test('twenty minutes of silence fail the action; a late result is refused', () => {
  const { machine, id, jobId } = waiting()
  machine.advance(20 * MINUTE - 1)
  expect(machine.status(id)).toBe('InProgress')
  machine.advance(1)
  expect(machine.status(id)).toBe('Failed')
  expect(machine.action(id, 'Test').result?.errorDetails?.message).toMatch(/tests failed to return a result/)
  expect(() => machine.call('PutJobSuccessResult', { jobId: jobId() })).toThrow(
    expect.objectContaining({ code: 'InvalidJobStateException' }),
  )
})

test('a continuation token makes a new job that carries it, and the silence counts anew', () => {
  const { machine, id, jobId } = waiting()
  const first = jobId()
  machine.advance(19 * MINUTE)
  machine.call('PutJobSuccessResult', {
    jobId: first,
    continuationToken: 'half',
    executionDetails: { percentComplete: 50 },
  })
  expect(machine.action(id, 'Test').percentComplete).toBe(50)
  expect(() => machine.call('PutJobSuccessResult', { jobId: first })).toThrow(
    expect.objectContaining({ code: 'InvalidJobStateException' }),
  )
  machine.advance(MINUTE)
  expect(jobId()).not.toBe(first)
  expect(machine.state.jobs.get(jobId())).toMatchObject({ continuationToken: 'half', open: true })
  machine.advance(10 * MINUTE)
  expect(machine.status(id)).toBe('InProgress')
  machine.call('PutJobSuccessResult', { jobId: jobId() })
  expect(machine.status(id)).toBe('Succeeded')
})

test('after 24 hours no continuation helps', () => {
  const { machine, id, jobId } = waiting()
  for (let quarter = 0; quarter < 4 * 24 && machine.status(id) === 'InProgress'; quarter += 1) {
    machine.call('PutJobSuccessResult', { jobId: jobId(), continuationToken: 'more' })
    machine.advance(15 * MINUTE)
  }
  expect(machine.status(id)).toBe('Failed')
})

test.each([
  [
    'variables with a continuation token',
    { continuationToken: 'x', outputVariables: { a: 'b' } },
    'ValidationException',
  ],
  [
    '122,881 bytes of variables',
    { outputVariables: { a: 'x'.repeat(122_880) } },
    'OutputVariablesSizeExceededException',
  ],
  ['a variable name with a space', { outputVariables: { 'a b': 'c' } }, 'ValidationException'],
  ['101 percent', { executionDetails: { percentComplete: 101 } }, 'ValidationException'],
])('%s are refused', (_, input, code) => {
  const { machine, jobId } = waiting()
  expect(() => machine.call('PutJobSuccessResult', { jobId: jobId(), ...input })).toThrow(
    expect.objectContaining({ code }),
  )
})
