// A service in a local cloud of its own, and the two people who work on it with the policies that the pipeline's stack offers them.

import type { Principal } from '../core/principal.ts'
import { type AccessKey, type ExecutionState, type Flow, type FlowOptions, startFlow } from '../testing/flow.ts'

export interface Person {
  readonly key: AccessKey
  call<Output>(service: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<Output>
}

export interface Cast {
  readonly flow: Flow
  readonly pipelineName: string
  readonly developer: Person
  readonly releaseManager: Person
  /** Executions that came to Prod, the oldest first. */
  readonly released: string[]
}

export const startCast = async (options: FlowOptions = {}): Promise<Cast> => {
  const flow = await startFlow(options)
  const person = (name: string, policy: string) => hire(flow, name, flow.outputs.get(policy) ?? '')
  return {
    flow,
    pipelineName: flow.outputs.get('PipelineName') ?? '',
    developer: await person('developer', 'DevelopersPolicyArn'),
    releaseManager: await person('release-manager', 'ReleaseManagersPolicyArn'),
    released: [],
  }
}

const hire = async (flow: Flow, UserName: string, PolicyArn: string): Promise<Person> => {
  const { User } = await flow.call<{ User: { Arn: string } }>('iam', 'CreateUser', { UserName })
  await flow.call('iam', 'AttachUserPolicy', { UserName, PolicyArn })
  const { AccessKey } = await flow.call<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
    'iam',
    'CreateAccessKey',
    { UserName },
  )
  const principal: Principal = { kind: 'user', arn: User.Arn, userName: UserName, accessKeyId: AccessKey.AccessKeyId }
  return {
    key: { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey },
    call: async <Output>(service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
      (await flow.cloud.runtime.call(principal, service, operation, input)) as Output,
  }
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
  await Promise.race([flow.gate(id), flow.end(id)])
  await answer(cast, 'Approved')
  expectState(await flow.end(id), 'SUCCEEDED', id)
  cast.released.push(id)
  return id
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
