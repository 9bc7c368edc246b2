// A real local cloud with the synthesized pipeline deployed to it, and what a test does with it: push, wait for a fact, answer, restart.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deployPipeline } from '../../local/cli/pipeline-stack.ts'
import { type PipelineTemplate, synthesize } from '../../local/cli/synth.ts'
import type { ServiceEvent } from '../../local/core/event.ts'
import { gitCredential } from '../../local/git-credential.ts'
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../local/local-cloud.ts'
import { samplePipeline } from './command-line.ts'
import { copyState } from './copy-state.ts'
import { patience } from './patience/patience.ts'
import { gitEnvironment, type Repository, repositoryIn, smallService } from './repository.ts'

// The image's own `aws`: the same on every machine, and much quicker to start than the one in Python. Whoever wants that one says so.
process.env.LOCAL_AWS_CLI ??= 'builtin'

export type ExecutionState = 'SUCCEEDED' | 'FAILED' | 'STOPPED' | 'SUPERSEDED' | 'CANCELED'

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface FlowOptions extends Partial<LocalCloudOptions> {
  /** What is deployed instead of the synthesized template. */
  readonly template?: PipelineTemplate
  /** Where its folder is made, instead of among the temporary files. */
  readonly parent?: string
  /** A flow that was left, of which this one goes on with a copy. Nothing is deployed then. */
  readonly from?: LeftFlow
}

/** What is left of a flow: its state and its repository. */
export interface LeftFlow {
  readonly folder: string
  readonly outputs: ReadonlyMap<string, string>
}

interface Detail {
  readonly 'execution-id': string
  readonly state: string
  readonly stage: string
  readonly action: string
  readonly type: { readonly category: string }
  readonly 'execution-result'?: { readonly 'external-execution-summary'?: string }
}

export interface Flow {
  readonly cloud: LocalCloud
  readonly repository: Repository
  readonly outputs: ReadonlyMap<string, string>
  readonly bugs: readonly string[]
  /** What the unmodified SDK needs. */
  readonly sdk: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: { accessKeyId: string; secretAccessKey: string }
  }
  /** Pushes HEAD to main, with the administrator's key unless told otherwise; resolves with the id of the execution that it starts. */
  push(key?: AccessKey): Promise<string>
  /** Fetches main, as anybody who works on the service does. */
  pull(key?: AccessKey): Promise<void>
  /** Resolves once the execution has come to its end, with the state that its last event names. */
  end(executionId: string): Promise<ExecutionState>
  /** Resolves once the execution waits at the gate; rejects with the reason when it comes to its end before. */
  gate(executionId: string): Promise<void>
  /** Resolves with the first event, past or future, that is looked for. */
  event(isWanted: (event: ServiceEvent) => boolean): Promise<ServiceEvent>
  call<Output>(service: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<Output>
  answer(status: 'Approved' | 'Rejected', summary?: string): Promise<void>
  /** The ApiUrl of the stage, which is called as its stack is. */
  url(stage: string): Promise<string>
  /** Events of one action of an execution, by their states. */
  actionStates(executionId: string): readonly string[]
  restart(): Promise<void>
  /** Ends, and leaves its folder to whoever asked. */
  leave(): Promise<LeftFlow>
  close(): Promise<void>
}

let synthesized: Promise<PipelineTemplate> | undefined

/** The sample's template, which is synthesized once for all tests of a file. */
export const synthesizedTemplate = (): Promise<PipelineTemplate> => {
  synthesized ??= (async () => {
    const parent = mkdtempSync(join(tmpdir(), 'local-cloud-synth-'))
    const folder = join(parent, 'service')
    try {
      samplePipeline(folder)
      return await synthesize(folder, join(parent, 'output'))
    } finally {
      rmSync(parent, { recursive: true, force: true })
    }
  })()
  return synthesized
}

export const startFlow = async ({ template, from, parent = tmpdir(), ...options }: FlowOptions = {}): Promise<Flow> => {
  const folder = mkdtempSync(join(parent, 'local-cloud-flow-'))
  if (from) copyState(from.folder, folder)
  const repository = (from ? repositoryIn : smallService)(join(folder, 'service'))
  const bugs: string[] = []
  const past: ServiceEvent[] = []
  const { heard, during } = patience(() => past.slice(-10).map(shown).join('\n'))
  const start = () =>
    startLocalCloud({
      ...options,
      stateFolder: join(folder, 'state'),
      port: 0,
      onBug: (message, error) => bugs.push(`${message} ${error instanceof Error ? error.stack : ''}`),
    })
  const remember = (cloud: LocalCloud) =>
    cloud.runtime.subscribe(event => {
      past.push(event)
      heard()
    })
  let cloud = await start()
  remember(cloud)
  const { outputs } = from ?? (await deployPipeline(cloud, template ?? (await synthesizedTemplate())))
  const name = outputs.get('PipelineName') ?? ''

  const event: Flow['event'] = isWanted => {
    const known = past.find(isWanted)
    if (known) return Promise.resolve(known)
    const wanted = Promise.withResolvers<ServiceEvent>()
    const end = cloud.runtime.subscribe(fact => {
      if (!isWanted(fact)) return
      end()
      wanted.resolve(fact)
    })
    return during(wanted.promise)
  }
  const call = async <Output>(
    service: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<Output> => (await cloud.runtime.call(cloud.administrator, service, operation, input)) as Output
  const detailOf = (fact: ServiceEvent) => fact.detail as Detail

  return {
    get cloud() {
      return cloud
    },
    repository,
    outputs,
    bugs,
    get sdk() {
      return { endpoint: cloud.endpoint, region: cloud.runtime.place.region, credentials: { ...cloud.credentials } }
    },
    push: async (key = cloud.credentials) => {
      const before = past.length
      await gitOverHttp(cloud, repository, `/v1/repos/${name}`, key, url => [
        'push',
        '--quiet',
        url,
        '+HEAD:refs/heads/main',
      ])
      const started = await event(
        fact => past.indexOf(fact) >= before && isExecutionEvent(fact) && detailOf(fact).state === 'STARTED',
      )
      return detailOf(started)['execution-id']
    },
    pull: (key = cloud.credentials) =>
      gitOverHttp(cloud, repository, `/v1/repos/${name}`, key, url => ['fetch', '--quiet', url, 'main']),
    end: async executionId => {
      const fact = await event(found => isEndOf(executionId, found))
      return detailOf(fact).state as ExecutionState
    },
    gate: async executionId => {
      const fact = await event(
        found =>
          isEndOf(executionId, found) ||
          (isActionEvent(found) &&
            detailOf(found)['execution-id'] === executionId &&
            detailOf(found).type.category === 'Approval' &&
            detailOf(found).state === 'STARTED'),
      )
      if (isActionEvent(fact)) return
      const failed = past
        .filter(isActionEvent)
        .map(detailOf)
        .findLast(({ state }) => state === 'FAILED')
      throw new Error(
        `execution ${executionId} ${detailOf(fact).state} before it came to the gate${failed ? `: ${failed.stage}/${failed.action}: ${failed['execution-result']?.['external-execution-summary']}` : ''}`,
      )
    },
    event,
    call,
    answer: async (status, summary = 'looked at it') => {
      const { stageStates } = await call<{
        stageStates: {
          stageName: string
          actionStates: { actionName: string; latestExecution?: { token?: string } }[]
        }[]
      }>('codepipeline', 'GetPipelineState', { name })
      const approval = stageStates
        .flatMap(({ stageName, actionStates }) => actionStates.map(action => ({ stageName, ...action })))
        .find(({ latestExecution }) => latestExecution?.token)
      await call('codepipeline', 'PutApprovalResult', {
        pipelineName: name,
        stageName: approval?.stageName,
        actionName: approval?.actionName,
        token: approval?.latestExecution?.token,
        result: { status, summary },
      })
    },
    url: async stage => {
      const { Stacks } = await call<{ Stacks: { Outputs?: { OutputKey: string; OutputValue: string }[] }[] }>(
        'cloudformation',
        'DescribeStacks',
        { StackName: `${name}-${stage}` },
      )
      return Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue ?? ''
    },
    actionStates: executionId =>
      past
        .filter(fact => isActionEvent(fact) && detailOf(fact)['execution-id'] === executionId)
        .map(fact => `${detailOf(fact).stage}/${detailOf(fact).action} ${detailOf(fact).state}`),
    restart: async () => {
      await cloud.stop()
      cloud = await start()
      remember(cloud)
    },
    leave: async () => {
      await cloud.stop()
      return { folder, outputs }
    },
    close: async () => {
      await cloud.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const shown = ({ time, source, 'detail-type': type, detail }: ServiceEvent): string =>
  `${time} ${source} ${type} ${JSON.stringify(detail).slice(0, 300)}`

const isExecutionEvent = (event: ServiceEvent): boolean =>
  event['detail-type'] === 'CodePipeline Pipeline Execution State Change'
const ENDS = ['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED']
const isEndOf = (executionId: string, event: ServiceEvent): boolean => {
  const { 'execution-id': id, state } = event.detail as Detail
  return isExecutionEvent(event) && id === executionId && ENDS.includes(state)
}
const isActionEvent = (event: ServiceEvent): boolean =>
  event['detail-type'] === 'CodePipeline Action Execution State Change'

const gitOverHttp = async (
  cloud: LocalCloud,
  { folder }: Repository,
  path: string,
  { accessKeyId, secretAccessKey }: AccessKey,
  command: (url: string) => readonly string[],
): Promise<void> => {
  const { host } = new URL(cloud.endpoint)
  const { username, password } = gitCredential(host, path, {
    accessKeyId,
    secretAccessKey,
    region: cloud.runtime.place.region,
    now: cloud.runtime.clock.now(),
  })
  const helper = `credential.helper=!f() { printf 'username=%s\\npassword=%s\\n' "$GIT_USERNAME" "$GIT_PASSWORD"; }; f`
  await promisify(execFile)('git', ['-c', helper, ...command(`${cloud.endpoint}${path}`)], {
    cwd: folder,
    env: { ...gitEnvironment, GIT_USERNAME: username, GIT_PASSWORD: password },
  })
}
