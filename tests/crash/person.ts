// Who releases the service, as `npm start` and a person at the keyboard do, on whatever a kill has left.

import { join } from 'node:path'
import { release as pushOrStart, releaseAgain } from '../../local/cli/execution/release.ts'
import type { Structure } from '../../local/cli/live/model.ts'
import { readStructure, sourceOf } from '../../local/cli/pipeline.ts'
import { deployPipeline, describe } from '../../local/cli/pipeline-stack.ts'
import type { PipelineTemplate } from '../../local/cli/synth.ts'
import type { ServiceEvent } from '../../local/core/event.ts'
import { type LocalCloud, startLocalCloud } from '../../local/local-cloud.ts'
import type { CodePipelineState, Execution } from '../../local/services/codepipeline/state.ts'
import { patience } from '../support/patience/patience.ts'
import type { Repository } from '../support/repository.ts'

export const SERVICE = 'TimeService'
/** Those first that have to go first. */
export const STACKS = ['prod', 'beta', 'tests'].map(stage => `${SERVICE}-${stage}`)

export interface World {
  readonly folder: string
  readonly template: PipelineTemplate
  readonly repository: Repository
}

export interface Person {
  readonly cloud: LocalCloud
  readonly bugs: readonly string[]
  /** Deploys the pipeline's stack. */
  deploy(): Promise<void>
  /** Pushes HEAD, or releases it again, and answers at the gate; resolves with the execution once it has ended. */
  release(): Promise<Execution>
  /** Answers at gates until nothing is under way. */
  settle(): Promise<void>
  executions(): readonly Execution[]
  /** Deletes the stack, however often that takes; throws when it cannot be. */
  remove(stack: string): Promise<void>
  answerOf(stage: string): Promise<string>
  stop(): Promise<void>
}

/** Milliseconds without a sign of life after which nothing is expected to happen any more. */
const SILENCE = 60_000

/** 0 as `port` chooses a free one. */
export const startPerson = async (
  { template, repository }: World,
  stateFolder: string,
  port: number,
  listen: (event: ServiceEvent) => void = () => {},
): Promise<Person> => {
  const bugs: string[] = []
  const past: ServiceEvent[] = []
  const { heard, during } = patience(() => past.slice(-6).map(shown).join('\n'), SILENCE)
  const cloud = await startLocalCloud({
    stateFolder,
    port,
    snapshots: 'never',
    onBug: (message, error) => bugs.push(`${message} ${error instanceof Error ? error.stack : ''}`),
  })
  let news = Promise.withResolvers<void>()
  cloud.runtime.subscribe(event => {
    past.push(event)
    heard()
    news.resolve()
    listen(event)
  })
  const state = () => cloud.runtime.state('codepipeline') as CodePipelineState
  const executions = () =>
    [...state().executions.values()].filter(({ trigger }) => trigger.triggerType !== 'CreatePipeline')
  const underWay = () => [...state().executions.values()].filter(({ status }) => /^(InProgress|Stopping)$/.test(status))
  const call = (service: string, operation: string, input: object) =>
    cloud.runtime.call(cloud.administrator, service, operation, { ...input })

  /** Waits, looking again after each event. */
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (;;) {
      news = Promise.withResolvers<void>()
      if (await holds()) return
      await during(news.promise)
    }
  }
  const answered = new Set<string>()
  const answerGates = async (): Promise<void> => {
    const open = underWay().flatMap(({ actionExecutions }) =>
      actionExecutions.filter(({ status, token, result }) => status === 'InProgress' && token && !result),
    )
    for (const { pipelineName, stageName, declaration, token } of open) {
      if (!token || answered.has(token)) continue
      answered.add(token)
      await call('codepipeline', 'PutApprovalResult', {
        pipelineName,
        stageName,
        actionName: declaration.name,
        token,
        result: { status: 'Approved', summary: 'looked at it' },
      })
    }
  }
  const settle = async (): Promise<void> => {
    // What a start takes up may have begun nothing yet that can be seen.
    await cloud.runtime.idle()
    await until(async () => {
      await answerGates()
      return underWay().length === 0
    })
  }

  return {
    cloud,
    bugs,
    executions,
    settle,
    deploy: async () => {
      await during(deployPipeline(cloud, template))
    },
    release: async () => {
      const structure: Structure = await readStructure(cloud, SERVICE)
      const { repository: name, branch } = sourceOf(structure)
      const before = new Set(executions().map(({ id }) => id))
      const url = `${cloud.endpoint}/v1/repos/${name}`
      const told = await pushOrStart(cloud, structure, repository.folder, { url, branch }, new AbortController().signal)
      if (told === 'stopped short') await releaseAgain(cloud, structure)
      if (told === 'pushed') await until(() => executions().some(({ id }) => !before.has(id)))
      await settle()
      const last = executions().at(-1)
      if (!last) throw new Error('nothing was released')
      return last
    },
    remove: async stack => {
      if (!(await describe(cloud, stack))) return
      await call('cloudformation', 'DeleteStack', { StackName: stack })
      await until(async () => !/_IN_PROGRESS$/.test((await describe(cloud, stack))?.StackStatus ?? ''))
      const left = await describe(cloud, stack)
      if (left) throw new Error(`${stack} is ${left.StackStatus}: ${left.StackStatusReason}`)
    },
    answerOf: async stage => {
      const stack = await describe(cloud, `${SERVICE}-${stage}`)
      const url = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue
      return url === undefined ? 'no ApiUrl' : await (await fetch(`${url}/version`)).text()
    },
    stop: () => cloud.stop(),
  }
}

export const stateFolderOf = (folder: string): string => join(folder, 'state')

const shown = ({ time, source, 'detail-type': type, detail, kept }: ServiceEvent): string =>
  `${time} ${source} ${type} ${kept?.name ?? ''} ${JSON.stringify(detail).slice(0, 200)}`
