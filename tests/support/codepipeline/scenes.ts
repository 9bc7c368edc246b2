// A pipeline on the pure machine, brought to the point where a test begins.

import { type Json, pipeline } from './declarations.ts'
import { PurePipeline } from './pure-pipeline.ts'

export const failed = { status: 'Failed', errorDetails: { code: 'JobFailed', message: 'no' } } as const

/** A pipeline whose first execution (of its creation) is out of the way. */
export const created = (more: Json = {}): PurePipeline => {
  const machine = new PurePipeline()
  machine.call('CreatePipeline', { pipeline: pipeline(more) })
  const [first] = machine.state.pipelines.get('p')?.executions ?? []
  machine.end(first?.id ?? '', 'Source', failed)
  return machine
}

export const commit = (revisionId: string) =>
  ({ status: 'Succeeded', revision: { revisionId }, outputVariables: { CommitId: revisionId } }) as const

export const toApproval = (machine: PurePipeline, id = machine.start(), revision = 'c1'): string => {
  machine.end(id, 'Source', commit(revision))
  machine.end(id, 'Build')
  return id
}

export const answer = (machine: PurePipeline, id: string, status: string, summary = ''): unknown =>
  machine.call('PutApprovalResult', {
    pipelineName: 'p',
    stageName: 'Prod',
    actionName: 'Approve',
    token: machine.action(id, 'Approve').token,
    result: { status, summary },
  })
