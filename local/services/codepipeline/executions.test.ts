// Executions as the pure machine moves them: locks, supersession, queues, stops.
import { invoke, type Json, pipeline, source, stage } from '../../../tests/support/codepipeline/declarations.ts'
import { PurePipeline } from '../../../tests/support/codepipeline/pure-pipeline.ts'
import { answer, commit, created, failed, toApproval } from '../../../tests/support/codepipeline/scenes.ts'

test('creating a pipeline starts its first execution', () => {
  const machine = new PurePipeline()
  machine.call('CreatePipeline', { pipeline: pipeline() })
  expect(machine.state.pipelines.get('p')?.executions.map(({ trigger }) => trigger.triggerType)).toEqual([
    'CreatePipeline',
  ])
})

test('a commit passes every stage and announces each step once', () => {
  const machine = created()
  const id = toApproval(machine)
  answer(machine, id, 'Approved', 'looks good')
  machine.end(id, 'Deploy')
  expect(machine.status(id)).toBe('Succeeded')
  expect(machine.announced(id)).toEqual([
    'Pipeline STARTED',
    'Stage Source STARTED',
    'Action Source Source STARTED',
    'Action Source Source SUCCEEDED',
    'Stage Source SUCCEEDED',
    'Stage Build STARTED',
    'Action Build Build STARTED',
    'Action Build Build SUCCEEDED',
    'Stage Build SUCCEEDED',
    'Stage Prod STARTED',
    'Action Prod Approve STARTED',
    'Action Prod Approve SUCCEEDED',
    'Action Prod Deploy STARTED',
    'Action Prod Deploy SUCCEEDED',
    'Stage Prod SUCCEEDED',
    'Pipeline SUCCEEDED',
  ])
})

test('while one execution waits at the approval, a newer one supersedes the one in between', () => {
  const machine = created()
  const first = toApproval(machine)
  const second = toApproval(machine, undefined, 'c2')
  const third = toApproval(machine, undefined, 'c3')
  expect([first, second, third].map(id => machine.status(id))).toEqual(['InProgress', 'Superseded', 'InProgress'])
  answer(machine, first, 'Approved')
  machine.end(first, 'Deploy')
  expect(machine.status(first)).toBe('Succeeded')
  expect(machine.action(third, 'Approve').resolvedConfiguration.CustomData).toBe('release c3')
})

test('in QUEUED mode executions enter in their order, and none is superseded', () => {
  const machine = created({ executionMode: 'QUEUED' })
  const ids = [toApproval(machine)]
  for (const revision of ['c2', 'c3']) ids.push(toApproval(machine, machine.start(), revision))
  expect(ids.map(id => machine.status(id))).toEqual(['InProgress', 'InProgress', 'InProgress'])
  answer(machine, ids[0] ?? '', 'Rejected')
  expect(machine.action(ids[1] ?? '', 'Approve').status).toBe('InProgress')
  expect(() => machine.action(ids[2] ?? '', 'Approve')).toThrow('was not started')
})

test('in QUEUED mode the 51st execution at a time is refused', () => {
  const machine = created({ executionMode: 'QUEUED' })
  for (let count = 0; count < 50; count += 1) machine.start()
  expect(() => machine.start()).toThrow(
    expect.objectContaining({ code: 'ConcurrentPipelineExecutionsLimitExceededException' }),
  )
})

test('in PARALLEL mode executions pass each other, with five actions at a time', () => {
  const many = Array.from({ length: 7 }, (_, index) => invoke({ name: `T${index}` }))
  const machine = created({ executionMode: 'PARALLEL', stages: [stage('Source', source()), stage('Test', ...many)] })
  const [first, second] = [machine.start(), machine.start()]
  machine.end(second, 'Source', commit('c2'))
  machine.end(first, 'Source', commit('c1'))
  const running = (id: string) =>
    machine.execution(id).actionExecutions.filter(({ status }) => status === 'InProgress').length
  expect([running(first), running(second)]).toEqual([5, 5])
  machine.end(first, 'T0')
  expect(running(first)).toBe(5)
  expect(machine.action(first, 'T5').status).toBe('InProgress')
  expect(machine.call('GetPipelineState', { name: 'p' }).stageStates).toEqual([])
})

test('runOrder: equal ones start together, the next when all of them have succeeded', () => {
  const stages = [
    stage('Source', source()),
    stage('Test', invoke({ name: 'A' }), invoke({ name: 'B' }), invoke({ name: 'C', runOrder: 7 })),
  ]
  const machine = created({ stages })
  const id = machine.start()
  machine.end(id, 'Source', commit('c1'))
  machine.end(id, 'A')
  expect(() => machine.action(id, 'C')).toThrow('was not started')
  machine.end(id, 'B')
  expect(machine.action(id, 'C').status).toBe('InProgress')
})

test('when one of two parallel actions fails, the stage fails after the other has ended', () => {
  const machine = created({
    stages: [stage('Source', source()), stage('Test', invoke({ name: 'A' }), invoke({ name: 'B' }))],
  })
  const id = machine.start()
  machine.end(id, 'Source', commit('c1'))
  machine.end(id, 'A', failed)
  expect(machine.status(id)).toBe('InProgress')
  machine.end(id, 'B')
  expect(machine.status(id)).toBe('Failed')
})

test('a disabled transition holds executions without a lock; enabling it lets the latest in', () => {
  const machine = created()
  const transition = { pipelineName: 'p', stageName: 'Prod', transitionType: 'Inbound' }
  machine.call('DisableStageTransition', { ...transition, reason: 'freeze' })
  const [first, second] = [toApproval(machine), toApproval(machine)]
  expect([first, second].map(id => machine.status(id))).toEqual(['Superseded', 'InProgress'])
  expect(machine.call('GetPipelineState', { name: 'p' })).toMatchObject({
    stageStates: [
      {},
      {},
      {
        inboundTransitionState: { enabled: false, disabledReason: 'freeze' },
        inboundExecution: { pipelineExecutionId: second, status: 'InProgress' },
      },
    ],
  })
  machine.call('EnableStageTransition', transition)
  expect(machine.action(second, 'Approve').status).toBe('InProgress')
})

test('stop and wait: the running action ends, nothing follows, and the stage is free', () => {
  const machine = created()
  const id = machine.start()
  machine.end(id, 'Source', commit('c1'))
  const stop = { pipelineName: 'p', pipelineExecutionId: id }
  machine.call('StopPipelineExecution', { ...stop, reason: 'wrong commit' })
  expect(machine.status(id)).toBe('Stopping')
  expect(() => machine.call('StopPipelineExecution', stop)).toThrow(
    expect.objectContaining({ code: 'DuplicatedStopRequestException' }),
  )
  machine.end(id, 'Build')
  expect(machine.status(id)).toBe('Stopped')
  expect(machine.state.pipelines.get('p')?.stages.get('Build')?.lockedBy).toBeUndefined()
  expect(() => machine.call('StopPipelineExecution', stop)).toThrow(
    expect.objectContaining({ code: 'PipelineExecutionNotStoppableException' }),
  )
})

test('stop and abandon: the running action is Abandoned at once, and its late end changes nothing', () => {
  const machine = created()
  const id = machine.start()
  machine.end(id, 'Source', commit('c1'))
  machine.call('StopPipelineExecution', { pipelineName: 'p', pipelineExecutionId: id, abandon: true })
  expect([machine.status(id), machine.action(id, 'Build').status]).toEqual(['Stopped', 'Abandoned'])
  machine.end(id, 'Build')
  expect([machine.status(id), machine.action(id, 'Build').status]).toEqual(['Stopped', 'Abandoned'])
  expect(machine.action(id, 'Build').result).toBeUndefined()
})

test('an execution that waits in front of a stage can be stopped', () => {
  const machine = created()
  const first = toApproval(machine)
  const second = toApproval(machine)
  machine.call('StopPipelineExecution', { pipelineName: 'p', pipelineExecutionId: second })
  answer(machine, first, 'Rejected')
  expect(machine.status(second)).toBe('Stopped')
})

test('a reference without a value fails the action and names it', () => {
  const machine = created()
  const id = machine.start()
  machine.end(id, 'Source', { status: 'Succeeded' })
  machine.end(id, 'Build')
  expect(machine.status(id)).toBe('Failed')
  expect(machine.action(id, 'Approve').result?.errorDetails).toMatchObject({
    code: 'ConfigurationError',
    message: expect.stringContaining('#{SourceVariables.CommitId}'),
  })
})

test('an update cancels what waits at once, and what runs when its actions have ended', () => {
  const machine = created()
  const waiting = toApproval(machine)
  const second = toApproval(machine)
  machine.call('UpdatePipeline', { pipeline: pipeline() })
  expect([machine.status(waiting), machine.status(second)]).toEqual(['InProgress', 'Cancelled'])
  answer(machine, waiting, 'Approved')
  expect(machine.status(waiting)).toBe('Cancelled')
  expect(machine.call('GetPipeline', { name: 'p' })).toMatchObject({ pipeline: { version: 2 } })
})

test('the same client request token means the same execution', () => {
  const machine = created()
  expect(machine.start('p', { clientRequestToken: 't' })).toBe(machine.start('p', { clientRequestToken: 't' }))
})

test('pipeline variables: defaults, overrides, and refusal of what is missing or unknown', () => {
  const variables = [{ name: 'Env', defaultValue: 'dev' }, { name: 'Who' }]
  const machine = created({ variables })
  const start = (...given: readonly Json[]) => machine.start('p', { variables: given })
  expect(machine.execution(start({ name: 'Who', value: 'me' })).variables).toEqual({ Env: 'dev', Who: 'me' })
  expect(() => start({ name: 'Env', value: 'x' })).toThrow("Variable 'Who' has no default value")
  expect(() => start({ name: 'Nope', value: 'x' })).toThrow("declares no variable 'Nope'; it declares Env, Who")
})

test('a pipeline that polls starts by itself when its branch changes, another does not', () => {
  const polling = created({
    stages: [
      stage('Source', source({ configuration: { RepositoryName: 'r', BranchName: 'main' } })),
      stage('Test', invoke()),
    ],
  })
  const quiet = created()
  for (const machine of [polling, quiet]) {
    const before = machine.state.pipelines.get('p')?.executions.length ?? 0
    const push = { event: 'referenceUpdated', referenceType: 'branch', referenceName: 'main', repositoryName: 'r' }
    machine.record({
      source: 'aws.codecommit',
      'detail-type': 'CodeCommit Repository State Change',
      resources: ['arn:r'],
      detail: push,
    })
    expect((machine.state.pipelines.get('p')?.executions.length ?? 0) - before).toBe(machine === polling ? 1 : 0)
  }
})
