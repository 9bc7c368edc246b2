// A session for tests: CloudFormation with the stacks it is given, which end as the test says, and a terminal that remembers.
import type { Change, CloudFormationClient, OperationEvent, Stack, StackEvent } from '@aws-sdk/client-cloudformation'
import type { Session } from './session.ts'

export interface Scenario {
  readonly stacks?: Readonly<Record<string, string>>
  /** The output PipelineName of stacks that have one. */
  readonly pipelines?: Readonly<Record<string, string>>
  /** Names of stacks that were deleted and kept their data. */
  readonly deleted?: readonly string[]
  /** What a change set finds, or why it fails. */
  readonly changes?: readonly Change[] | string
  /** What DescribeEvents tells of a change set that fails. */
  readonly operationEvents?: readonly OperationEvent[]
  /** The status a stack ends in when its change set is executed or it is deleted. */
  readonly endsAs?: Readonly<Record<string, string>>
  /** The reason that a resource's failure gives. */
  readonly reason?: string
  readonly refusesUpload?: boolean
  readonly hasBucket?: boolean
  /** What a person answers; nobody is there when it is left out. */
  readonly answer?: string
}

export interface FakeSession extends Session {
  readonly calls: string[]
  readonly printed: string[]
  readonly asked: string[]
}

type Input = Readonly<Record<string, unknown>>

export function fakeSession(scenario: Scenario = {}): FakeSession {
  const stacks = new Map(Object.entries(scenario.stacks ?? {}))
  const events = new Map<string, StackEvent[]>()
  const calls: string[] = []
  const printed: string[] = []
  const asked: string[] = []

  const happen = (name: string, status: string, reason?: string) => {
    const all = events.get(name) ?? []
    const event = {
      EventId: `${name}-${all.length}`,
      Timestamp: new Date('2026-11-20T10:00:00Z'),
      LogicalResourceId: name,
      PhysicalResourceId: status === 'CREATE_FAILED' ? 'a-resource' : idOf(name),
      ResourceType: 'AWS::CloudFormation::Stack',
      ResourceStatus: status,
      ResourceStatusReason: reason,
    }
    events.set(name, [event as StackEvent, ...all])
  }
  const finish = (name: string, status: string) => {
    if (scenario.reason) happen(name, 'CREATE_FAILED', scenario.reason)
    happen(name, status)
    if (status === 'DELETE_COMPLETE') stacks.delete(name)
    else stacks.set(name, status)
  }

  const stackOf = (name: string) => {
    const pipeline = scenario.pipelines?.[name] ?? (name.endsWith('-pipeline') ? 'TimeService' : undefined)
    const Outputs = pipeline === undefined ? [] : [{ OutputKey: 'PipelineName', OutputValue: pipeline }]
    return { StackName: name, StackId: idOf(name), StackStatus: stacks.get(name), Outputs } as Stack
  }

  const answers: Record<string, (name: string, input: Input) => unknown> = {
    ListStacks: () => ({
      StackSummaries: (scenario.deleted ?? []).map(StackName => ({ StackName, StackId: idOf(StackName) })),
    }),
    DescribeStacks: (name, input) => {
      if (input.StackName === undefined) return { Stacks: [...stacks.keys()].map(stackOf) }
      if (!stacks.has(name))
        throw Object.assign(new Error(`Stack with id ${name} does not exist`), { name: 'ValidationError' })
      return { Stacks: [stackOf(name)] }
    },
    DescribeStackEvents: name => ({
      StackEvents: scenario.deleted?.includes(name)
        ? resources.map(resource => ({ ...resource, ResourceStatus: 'DELETE_SKIPPED' }))
        : (events.get(name) ?? []),
    }),
    DescribeStackResources: () => ({
      StackResources: resources.filter(
        ({ LogicalResourceId }) => LogicalResourceId !== 'ArtifactBucket' || scenario.hasBucket !== false,
      ),
    }),
    CreateChangeSet: name => {
      if (!stacks.has(name)) stacks.set(name, 'REVIEW_IN_PROGRESS')
      return { StackId: idOf(name) }
    },
    DescribeChangeSet: () =>
      typeof scenario.changes === 'string'
        ? { Status: 'FAILED', StatusReason: scenario.changes, ChangeSetId: idOf('change-set') }
        : { Status: 'CREATE_COMPLETE', Changes: scenario.changes ?? [] },
    DescribeEvents: () => ({ OperationEvents: scenario.operationEvents ?? [] }),
    DeleteChangeSet: () => ({}),
    ExecuteChangeSet: name => {
      const created = stacks.get(name) === 'REVIEW_IN_PROGRESS'
      finish(name, scenario.endsAs?.[name] ?? (created ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE'))
      return {}
    },
    DeleteStack: name => {
      finish(name, scenario.endsAs?.[name] ?? 'DELETE_COMPLETE')
      return {}
    },
  }

  const send = async (command: { constructor: { name: string }; input: Input }) => {
    const operation = command.constructor.name.replace(/Command$/, '')
    const name = nameOf(String(command.input.StackName))
    const { TemplateURL } = command.input
    const from = TemplateURL === undefined ? '' : ` from ${String(TemplateURL).replace(/[0-9a-f]{64}/, '<hash>')}`
    if (!/^(Describe|List)/.test(operation)) calls.push(`${operation} ${name}${from}`)
    const answer = answers[operation]
    if (!answer) throw new Error(`the fake CloudFormation has no ${operation}`)
    return answer(name, command.input)
  }

  return {
    cloudFormation: { send } as unknown as Pick<CloudFormationClient, 'send'>,
    upload: async (bucket, key) => {
      calls.push(`PutObject ${bucket}/${key.split('/')[0]}`)
      if (scenario.refusesUpload) throw new Error('Access Denied')
    },
    print: line => printed.push(line),
    ask: async question => {
      asked.push(question)
      return scenario.answer
    },
    wait: async () => {},
    calls,
    printed,
    asked,
  }
}

const idOf = (name: string) => `arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}/1`
const nameOf = (nameOrId: string) => nameOrId.split('/')[1] ?? nameOrId

const resources = [
  { LogicalResourceId: 'Pipeline', PhysicalResourceId: 'TimeService' },
  { LogicalResourceId: 'Repository', PhysicalResourceId: '0f9b5a51-repository' },
  { LogicalResourceId: 'ArtifactBucket', PhysicalResourceId: 'the-bucket' },
  { LogicalResourceId: 'ArtifactKey', PhysicalResourceId: 'the-key' },
  { LogicalResourceId: 'ApiGatewayLogsRole', PhysicalResourceId: 'the-role' },
]
