// A service in a local cloud of its own, and the two people who work on it with the policies that the pipeline's stack offers them.

import type { Principal } from '../../local/core/principal.ts'
import {
  type AccessKey,
  type ExecutionState,
  type Flow,
  type FlowOptions,
  startFlow,
} from '../../tests/support/flow.ts'

export interface Person {
  readonly key: AccessKey
  call<Output>(service: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<Output>
}

export interface Cast {
  readonly flow: Flow
  readonly pipelineName: string
  readonly developer: Person
  readonly releaseManager: Person
  /** Executions that came through every stage, the oldest first. */
  readonly released: string[]
}

/** The users, and the output of the pipeline's stack that names the policy of each. */
const PEOPLE = { developer: 'DevelopersPolicyArn', 'release-manager': 'ReleaseManagersPolicyArn' } as const

/** A user of IAM's and an access key of theirs. */
export interface User {
  readonly arn: string
  readonly userName: string
  readonly userId: string
  readonly key: AccessKey
}

export type Users = Readonly<Record<keyof typeof PEOPLE, User>>

export const startCast = async (options: FlowOptions = {}): Promise<Cast> => {
  const flow = await startFlow(options)
  return castOf(flow, await hired(flow))
}

export const castOf = (flow: Flow, users: Users): Cast => ({
  flow,
  pipelineName: flow.outputs.get('PipelineName') ?? '',
  developer: personOf(flow, users.developer),
  releaseManager: personOf(flow, users['release-manager']),
  released: [],
})

export const hired = async (flow: Flow): Promise<Users> => {
  const user = (name: keyof typeof PEOPLE) => hire(flow, name, flow.outputs.get(PEOPLE[name]) ?? '')
  return { developer: await user('developer'), 'release-manager': await user('release-manager') }
}

const hire = async (flow: Flow, UserName: string, PolicyArn: string): Promise<User> => {
  const { User } = await flow.call<{ User: { Arn: string; UserId: string } }>('iam', 'CreateUser', { UserName })
  await flow.call('iam', 'AttachUserPolicy', { UserName, PolicyArn })
  const { AccessKey } = await flow.call<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
    'iam',
    'CreateAccessKey',
    { UserName },
  )
  return {
    arn: User.Arn,
    userName: UserName,
    userId: User.UserId,
    key: { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey },
  }
}

const personOf = (flow: Flow, { key, ...user }: User): Person => {
  const principal: Principal = { kind: 'user', ...user, accessKeyId: key.accessKeyId }
  return {
    key,
    call: async <Output>(service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
      (await flow.cloud.runtime.call(principal, service, operation, input)) as Output,
  }
}

/** A managed policy that somebody still has cannot be deleted. */
export const dismiss = async ({ flow }: Cast): Promise<void> => {
  for (const [UserName, policy] of Object.entries(PEOPLE))
    await flow.call('iam', 'DetachUserPolicy', { UserName, PolicyArn: flow.outputs.get(policy) })
}

/** The developer pushes HEAD; resolves with the execution once it is over. */
export const pushToTheEnd = async ({ flow, developer }: Cast, wanted: ExecutionState): Promise<string> => {
  const id = await flow.push(developer.key)
  expectState(await flow.end(id), wanted, id)
  return id
}

/** Pushes, approves at the gate, and sees it to its end. */
export const release = async (cast: Cast): Promise<string> => {
  const { flow, developer } = cast
  const id = await flow.push(developer.key)
  const state = await Promise.race([flow.gate(id).then(() => 'at the gate'), flow.end(id)])
  if (state === 'at the gate') await answer(cast, 'Approved')
  const end = await flow.end(id)
  if (end !== 'SUCCEEDED') throw new Error(`the release is ${end}: ${await firstFailure(cast, id)}`)
  cast.released.push(id)
  return id
}

interface ActionExecutions {
  readonly actionExecutionDetails: readonly {
    readonly stageName: string
    readonly actionName: string
    readonly output?: { readonly executionResult?: { readonly errorDetails?: { readonly message: string } } }
  }[]
}

const firstFailure = async ({ flow, pipelineName }: Cast, pipelineExecutionId: string): Promise<string> => {
  const { actionExecutionDetails } = await flow.call<ActionExecutions>('codepipeline', 'ListActionExecutions', {
    pipelineName,
    filter: { pipelineExecutionId },
  })
  const failures = actionExecutionDetails.flatMap(({ stageName, actionName, output }) => {
    const message = output?.executionResult?.errorDetails?.message
    return message ? [`${stageName}/${actionName}: ${message}`] : []
  })
  return failures.join('; ')
}

export const expectState = (actual: string, wanted: string, what: string): void => {
  if (actual !== wanted) throw new Error(`${what} is ${actual}, expected ${wanted}`)
}

interface PipelineState {
  readonly stageStates: readonly {
    readonly stageName: string
    readonly actionStates: readonly {
      readonly actionName: string
      readonly latestExecution?: { readonly token?: string; readonly status?: string }
    }[]
  }[]
}

/** The release manager looks who waits and answers. */
export const answer = async (
  { releaseManager, pipelineName }: Cast,
  status: 'Approved' | 'Rejected',
): Promise<void> => {
  const { stageStates } = await releaseManager.call<PipelineState>('codepipeline', 'GetPipelineState', {
    name: pipelineName,
  })
  const [waiting] = stageStates.flatMap(({ stageName, actionStates }) =>
    actionStates.flatMap(({ actionName, latestExecution }) =>
      latestExecution?.token ? [{ stageName, actionName, token: latestExecution.token }] : [],
    ),
  )
  if (!waiting) throw new Error('nothing waits for an answer')
  await releaseManager.call('codepipeline', 'PutApprovalResult', {
    pipelineName,
    ...waiting,
    result: { status, summary: 'looked at it' },
  })
}
