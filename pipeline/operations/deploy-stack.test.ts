import type { Change } from '@aws-sdk/client-cloudformation'
import { deployStack, verdictOn } from './deploy-stack.ts'
import { type FakeSession, fakeSession, type Scenario } from './fake-session.ts'

const stackName = 'TimeService-pipeline'
const change = (Action: string, LogicalResourceId: string, ResourceType: string, Replacement?: string) =>
  ({ Type: 'Resource', ResourceChange: { Action, LogicalResourceId, ResourceType, Replacement } }) as Change
const added = change('Add', 'BuildRole', 'AWS::IAM::Role')
const replacedBucket = change('Modify', 'ArtifactBucket', 'AWS::S3::Bucket', 'True')

const template = { Resources: {} }

async function deploy(
  scenario: Scenario,
  yes = false,
  templateBody = '{}',
): Promise<{ session: FakeSession; problem: string | undefined }> {
  const session = fakeSession(scenario)
  const problem = await deployStack(session, {
    stackName,
    template,
    templateBody,
    changeSetName: 'deploy-1',
    yes,
  }).then(
    () => undefined,
    error => String(error.message),
  )
  return { session, problem }
}

test('a first deployment creates the stack and tells its outputs', async () => {
  const { session, problem } = await deploy({ changes: [added] })
  expect(problem).toBeUndefined()
  expect(session.calls).toEqual([`CreateChangeSet ${stackName}`, `ExecuteChangeSet ${stackName}`])
  expect(session.printed).toEqual([
    'Creating TimeService-pipeline:',
    '  Add     BuildRole (AWS::IAM::Role)',
    expect.stringMatching(/10:00:00 +CREATE_COMPLETE +TimeService-pipeline/),
    '  PipelineName  TimeService',
  ])
})

test('a later one updates it', async () => {
  const { session, problem } = await deploy({ stacks: { [stackName]: 'UPDATE_COMPLETE' }, changes: [added] })
  expect(problem).toBeUndefined()
  expect(session.printed[0]).toBe('Updating TimeService-pipeline:')
})

test.each([
  "The submitted information didn't contain changes. Submit different information to create a change set.",
  'No updates are to be performed.',
])('no changes are a success: %s', async reason => {
  const { session, problem } = await deploy({ stacks: { [stackName]: 'CREATE_COMPLETE' }, changes: reason })
  expect(problem).toBeUndefined()
  expect(session.calls).toEqual([`CreateChangeSet ${stackName}`, `DeleteChangeSet ${stackName}`])
  expect(session.printed).toEqual(['TimeService-pipeline is up to date: no changes.', '  PipelineName  TimeService'])
})

test('a change set that fails says why and is taken away', async () => {
  const { session, problem } = await deploy({ changes: 'Template error: no such resource' })
  expect(problem).toBe(
    'CloudFormation refuses the change set of TimeService-pipeline: Template error: no such resource',
  )
  expect(session.calls.at(-1)).toBe(`DeleteChangeSet ${stackName}`)
})

test("what CloudFormation's early validation found is said, though the change set has no word of it", async () => {
  const { problem } = await deploy({
    changes: 'The following hook(s)/validation failed: use the DescribeEvents API.',
    operationEvents: [
      {
        EventType: 'VALIDATION_ERROR',
        LogicalResourceId: 'Repository',
        ResourceType: 'AWS::CodeCommit::Repository',
        ValidationStatusReason: 'Resource TimeService already exists',
        ValidationPath: '/Resources/Repository',
      },
      { EventType: 'STACK_EVENT', LogicalResourceId: 'TimeService-pipeline' },
    ],
  })
  expect(problem).toMatch(
    /DescribeEvents API\.\n {2}- Repository \(AWS::CodeCommit::Repository\): Resource TimeService already exists at \/Resources\/Repository$/,
  )
})

test('a change set that was never executed is no obstacle', async () => {
  const { problem, session } = await deploy({ stacks: { [stackName]: 'REVIEW_IN_PROGRESS' }, changes: [added] })
  expect(problem).toBeUndefined()
  expect(session.printed[0]).toBe('Creating TimeService-pipeline:')
})

test('a first deployment that failed is deleted and made again', async () => {
  const { session, problem } = await deploy({ stacks: { [stackName]: 'ROLLBACK_COMPLETE' }, changes: [added] })
  expect(problem).toBeUndefined()
  expect(session.calls).toEqual([
    `DeleteStack ${stackName}`,
    `CreateChangeSet ${stackName}`,
    `ExecuteChangeSet ${stackName}`,
  ])
})

test('a deployment that fails says why and what is left', async () => {
  const reason = 'Resource handler returned message: TimeService already exists'
  const { problem } = await deploy({ changes: [added], endsAs: { [stackName]: 'ROLLBACK_COMPLETE' }, reason })
  expect(problem).toContain('TimeService-pipeline was not deployed, it is ROLLBACK_COMPLETE.')
  expect(problem).toContain(reason)
  expect(problem).toContain('It may be left from an earlier `npm run destroy`')
  expect(problem).toContain('it starts afresh')
})

describe('a resource with data that would be replaced', () => {
  const scenario = { stacks: { [stackName]: 'CREATE_COMPLETE' }, changes: [replacedBucket] }

  test.each([
    ['y', 'ExecuteChangeSet'],
    ['n', 'DeleteChangeSet'],
    ['', 'DeleteChangeSet'],
  ])('is asked about; %j leads to %s', async (answer, last) => {
    const { session } = await deploy({ ...scenario, answer })
    expect(session.asked).toEqual([expect.stringContaining('ArtifactBucket would be removed or replaced')])
    expect(session.calls.at(-1)).toBe(`${last} ${stackName}`)
  })

  test('is not replaced when there is nobody to ask', async () => {
    const { session, problem } = await deploy(scenario)
    expect(problem).toMatch(/^Nothing was changed.*Run with --yes if that is meant/)
    expect(session.calls.at(-1)).toBe(`DeleteChangeSet ${stackName}`)
  })

  test('is replaced without asking with --yes', async () => {
    const { session, problem } = await deploy(scenario, true)
    expect(problem).toBeUndefined()
    expect(session.asked).toEqual([])
  })
})

describe('a template that is too large for a request', () => {
  const large = ' '.repeat(51_201)
  const first = [`CreateChangeSet ${stackName}`, `ExecuteChangeSet ${stackName}`]
  const then = [
    'PutObject the-bucket/pipeline-template',
    `CreateChangeSet ${stackName} from https://the-bucket.s3.eu-west-1.amazonaws.com/pipeline-template/<hash>.json`,
    `ExecuteChangeSet ${stackName}`,
  ]

  test.each<[string, Record<string, string>, readonly string[]]>([
    ['not there', {}, [...first, ...then]],
    ['not there, with a change set that nobody executed', { [stackName]: 'REVIEW_IN_PROGRESS' }, [...first, ...then]],
    [
      'a first deployment that failed',
      { [stackName]: 'ROLLBACK_COMPLETE' },
      [`DeleteStack ${stackName}`, ...first, ...then],
    ],
    ['nothing but its bucket: it was interrupted', { [stackName]: 'CREATE_COMPLETE' }, then],
    ['nothing but its bucket: the rest was refused', { [stackName]: 'UPDATE_ROLLBACK_COMPLETE' }, then],
  ])('goes through the bucket of its stack, which is %s', async (_, stacks, expected) => {
    const { session, problem } = await deploy({ stacks, changes: [added] }, false, large)
    expect(problem).toBeUndefined()
    expect(session.calls).toEqual(expected)
  })

  test('that may not be put there leaves the stack with its bucket, where the same command goes on', async () => {
    const { session, problem } = await deploy({ changes: [added], refusesUpload: true }, false, large)
    expect(problem).toBe('Access Denied')
    expect(session.calls).toEqual([...first, 'PutObject the-bucket/pipeline-template'])
  })

  test('goes nowhere when the stack has no such bucket', async () => {
    const { session, problem } = await deploy(
      { stacks: { [stackName]: 'CREATE_COMPLETE' }, hasBucket: false },
      false,
      large,
    )
    expect(problem).toContain('TimeService-pipeline has no ArtifactBucket')
    expect(session.calls).toEqual([])
  })
})

test.each([
  ['none', 'CREATE'],
  ['REVIEW_IN_PROGRESS', 'CREATE'],
  ['ROLLBACK_COMPLETE', 'REPLACE'],
  ['CREATE_COMPLETE', 'UPDATE'],
  ['UPDATE_COMPLETE', 'UPDATE'],
  ['UPDATE_ROLLBACK_COMPLETE', 'UPDATE'],
  ['IMPORT_COMPLETE', 'UPDATE'],
  ['UPDATE_IN_PROGRESS', 'another operation is under way. Wait for its end and run the same command again.'],
  ['UPDATE_ROLLBACK_FAILED', expect.stringContaining('continue-update-rollback')],
  ['DELETE_FAILED', expect.stringContaining('npm run destroy')],
  ['ROLLBACK_FAILED', expect.stringContaining('npm run destroy')],
])('a stack that is %s: %s', (status, verdict) => {
  expect(verdictOn(status)).toEqual(verdict)
})
