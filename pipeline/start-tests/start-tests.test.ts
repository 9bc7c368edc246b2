import { crash, job, jobId, lambda, named, play, type Scene, type Stack, stacks } from '../testing/start-tests.ts'

describe('a job', () => {
  test('invokes the tests function asynchronously with the job and every output, and reports nothing', async () => {
    const { sent } = await play(job())
    expect(sent.map(({ name }) => name).sort()).toEqual([
      'DescribeStacksCommand',
      'DescribeStacksCommand',
      'GetRoleCommand',
      'GetRoleCommand',
      'GetRoleCommand',
      'InvokeCommand',
      'ListStackResourcesCommand',
      'ListStackResourcesCommand',
    ])
    const invoke = sent.find(({ name }) => name === 'InvokeCommand')?.input
    expect(invoke).toMatchObject({ FunctionName: 'TimeService-tests-Tests-X', InvocationType: 'Event' })
    expect(new TextDecoder().decode(invoke?.Payload as Uint8Array)).toBe(
      JSON.stringify({ jobId, stage: 'Beta', outputs: { ApiUrl: 'https://beta', Version: '7' } }),
    )
  })

  test.each([
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
    'IMPORT_COMPLETE',
  ])('starts on a stack that is %s', async StackStatus => {
    const { reports } = await play(job(), {
      stacks: { ...stacks, 'TimeService-beta': { ...stacks['TimeService-beta'], StackStatus } },
    })
    expect(reports).toEqual([])
  })

  test.each<[what: string, userParameters: string]>([
    ['no UserParameters', ''],
    ['UserParameters that are no JSON', 'Beta'],
    ['UserParameters that are no object', '"Beta"'],
    ['UserParameters without a stack', '{"stage":"Beta","testsStackName":"T"}'],
    ['a stack name that is no string', '{"stage":"Beta","stackName":1,"testsStackName":"T"}'],
  ])('with %s fails at once', async (_, userParameters) => {
    const { reports, sent } = await play(job(userParameters))
    expect(sent).toHaveLength(1)
    expect(reports).toEqual([
      {
        jobId,
        failureDetails: {
          type: 'ConfigurationError',
          message: expect.stringContaining(`UserParameters should be JSON such as {"stage":"<Stage>"`),
          externalExecutionId: 'request-9',
        },
      },
    ])
    expect(reports[0]?.failureDetails).toHaveProperty('message', expect.stringContaining(`got '${userParameters}'`))
  })

  const withBeta = (beta: Stack | Error) => ({ stacks: { ...stacks, 'TimeService-beta': beta } })
  const { 'TimeService-tests': tests = { StackStatus: '' }, 'TimeService-beta': beta = { StackStatus: '' } } = stacks
  test.each<[what: string, scene: Partial<Scene>, type: string, message: string]>([
    [
      'no tests stack',
      { stacks: { 'TimeService-beta': beta } },
      'ConfigurationError',
      "there is no stack 'TimeService-tests'",
    ],
    [
      'no stack of the stage',
      { stacks: { 'TimeService-tests': tests } },
      'ConfigurationError',
      "there is no stack 'TimeService-beta'",
    ],
    [
      'a stack whose rollback failed',
      withBeta({ StackStatus: 'UPDATE_ROLLBACK_FAILED', StackStatusReason: 'Function failed' }),
      'JobFailed',
      "the stack 'TimeService-beta' is UPDATE_ROLLBACK_FAILED (Function failed), expected one of CREATE_COMPLETE",
    ],
    [
      'a failed stack',
      withBeta({ StackStatus: 'DELETE_FAILED' }),
      'JobFailed',
      "the stack 'TimeService-beta' is DELETE_FAILED",
    ],
    [
      'a stack in progress',
      withBeta({ StackStatus: 'UPDATE_IN_PROGRESS' }),
      'JobFailed',
      "the stack 'TimeService-beta' is UPDATE_IN_PROGRESS",
    ],
    [
      'no ApiUrl',
      withBeta({ StackStatus: 'CREATE_COMPLETE', Outputs: { Url: 'x' } }),
      'ConfigurationError',
      "the stack 'TimeService-beta' has no output 'ApiUrl' (its outputs: Url)",
    ],
    [
      'no TestFunction',
      { stacks: { ...stacks, 'TimeService-tests': { StackStatus: 'CREATE_COMPLETE' } } },
      'ConfigurationError',
      "the stack 'TimeService-tests' has no output 'TestFunction' (its outputs: none)",
    ],
    ...(
      [
        ['everybody', { Effect: 'Allow', Principal: '*' }, '*'],
        ['everybody of AWS', { Effect: 'Allow', Principal: { AWS: '*' } }, 'AWS *'],
        [
          'another account beside Lambda',
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com', AWS: ['111122223333'] } },
          'AWS 111122223333',
        ],
        [
          'another service',
          { Effect: 'Allow', Principal: { Service: ['ec2.amazonaws.com'] } },
          'Service ec2.amazonaws.com',
        ],
        [
          'an identity provider',
          { Effect: 'Allow', Principal: { Federated: 'accounts.google.com' } },
          'Federated accounts.google.com',
        ],
        ['all but somebody', { Effect: 'Allow', NotPrincipal: { AWS: '111122223333' } }, 'all but some'],
      ] as const
    ).map(([whom, statement, said]): [string, Partial<Scene>, string, string] => [
      `a role that trusts ${whom}`,
      withBeta({ ...beta, roles: { Mine: [lambda, statement] } }),
      'ConfigurationError',
      `the role Mine of the stack 'TimeService-beta' may be taken on by ${said}, expected lambda.amazonaws.com alone; take it out`,
    ]),
    [
      'a stack it may not read',
      withBeta(named('AccessDenied', 'User is not authorized')),
      'PermissionError',
      "reading the stack 'TimeService-beta' failed: AccessDenied: User is not authorized",
    ],
    [
      'CloudFormation throttling',
      withBeta(named('Throttling', 'Rate exceeded')),
      'JobFailed',
      "reading the stack 'TimeService-beta' failed: Throttling",
    ],
    [
      'a function it may not invoke',
      { invoked: named('AccessDeniedException', 'not authorized') },
      'PermissionError',
      "invoking the tests function 'TimeService-tests-Tests-X' failed: AccessDeniedException",
    ],
    [
      'a function that is gone',
      { invoked: named('ResourceNotFoundException', 'Function not found') },
      'ConfigurationError',
      'ResourceNotFoundException: Function not found',
    ],
    [
      'a function that is throttled',
      { invoked: named('TooManyRequestsException', 'Rate Exceeded') },
      'JobFailed',
      'TooManyRequestsException',
    ],
    ['a function that refuses', { invoked: 429 }, 'JobFailed', 'answered 429, expected 202'],
  ])('with %s fails at once', async (_, scene, type, message) => {
    const { reports } = await play(job(), scene)
    expect(reports).toEqual([
      { jobId, failureDetails: { type, message: expect.stringContaining(message), externalExecutionId: 'request-9' } },
    ])
    expect(reports[0]?.failureDetails).toHaveProperty('message', expect.stringMatching(/^The tests cannot start: /))
  })

  test('never logs its credentials', async () => {
    const started = await play(job())
    const failed = await play(job(''), { stacks: {} })
    expect(started.log).toContain('tests started')
    expect(started.log + failed.log).not.toContain('SECRET')
  })

  test('that cannot be reported throws, so that the function is seen to fail', async () => {
    await expect(play(job(''), { reported: named('AccessDeniedException', 'no') })).rejects.toThrow('no')
  })

  test('is told no more than 5000 characters', async () => {
    const { reports } = await play(job(), withBeta(named('Odd', 'x'.repeat(6000))))
    expect(JSON.stringify(reports[0]?.failureDetails).length).toBeLessThan(5200)
  })
})

describe('the record of a crashed test run', () => {
  test('fails the job and says how the tests died', async () => {
    const { reports } = await play(crash())
    expect(reports).toEqual([
      {
        jobId,
        failureDetails: {
          type: 'JobFailed',
          message:
            'The tests of Beta ended without reporting a result: Sandbox.Timedout: Task timed out after 300.00 seconds (RetriesExhausted; function arn:aws:lambda:us-east-1:123456789012:function:TimeService-tests-Tests-X:$LATEST, request request-1).',
          externalExecutionId: 'request-9',
        },
      },
    ])
  })

  test('without a response says so', async () => {
    const { reports } = await play(crash({ responsePayload: undefined, responseContext: undefined }))
    expect(reports[0]?.failureDetails).toHaveProperty('message', expect.stringContaining('no error was recorded'))
  })

  test('of a job that has its result changes nothing', async () => {
    const { log } = await play(crash(), { reported: named('InvalidJobStateException', 'closed') })
    expect(log).toContain('the job already has a result')
  })
})

test.each([
  ['nothing', undefined],
  ['a string', 'hello'],
  ['a test event', { key1: 'value1' }],
  ['a record without a job', crash({ requestPayload: {} })],
  ['a record of another version', crash({ version: '2.0' })],
])('%s is logged by its keys and answered by nothing', async (_, event) => {
  const { sent, log } = await play(event)
  expect(sent).toEqual([])
  expect(log).toContain('neither a CodePipeline job nor the record of an invocation')
})
