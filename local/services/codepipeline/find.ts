// Finds what a call names, or refuses in AWS's words.

import { resourceIn } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import type { Access } from '../../core/policy.ts'
import type { Scope } from '../../core/service.ts'
import type { Tags } from '../../core/tags.ts'
import { type StageDeclaration, stageNamed } from './declaration/declaration.ts'
import { NAME } from './declaration/parse.ts'
import { executionOf } from './executions/past.ts'
import type { CodePipelineState, Execution, PipelineRecord } from './state.ts'
import { pipelineArn } from './trail.ts'

const UUID = { pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/ }

export const uuid = (members: Members, name: string): string => members.string(name, UUID)
export const nameMember = (members: Members, name: string): string => members.string(name, NAME)

/** The permission for an operation on a pipeline, one of its stages or one of its actions, named by `path`. */
export const onPipeline = (
  operation: string,
  scope: Scope,
  ...path: readonly [string, ...string[]]
): readonly Access[] => {
  return [{ action: `codepipeline:${operation}`, resource: pipelineArn(scope, path.join('/')) }]
}

/** The permission for an operation without a resource level. */
export const onAll = (operation: string): readonly Access[] => [{ action: `codepipeline:${operation}`, resource: '*' }]

export const findPipeline = (state: CodePipelineState, name: string): PipelineRecord => {
  const pipeline = state.pipelines.get(name)
  if (pipeline) return pipeline
  throw new ServiceError(
    'PipelineNotFoundException',
    `Account '${state.place.account}' does not have a pipeline with name '${name}'`,
  )
}

export const findStage = ({ declaration }: PipelineRecord, name: string): StageDeclaration => {
  const stage = stageNamed(declaration, name)
  if (stage) return stage
  throw new ServiceError(
    'StageNotFoundException',
    `Pipeline '${declaration.name}' does not have a stage with name '${name}'`,
  )
}

export const findExecution = (state: CodePipelineState, pipelineName: string, id: string): Execution => {
  const execution = executionOf(state, pipelineName, id)
  if (execution) return execution
  throw new ServiceError(
    'PipelineExecutionNotFoundException',
    `Pipeline '${pipelineName}' does not have an execution with id '${id}'`,
  )
}

export const pipelineWith = (state: CodePipelineState, arn: string): PipelineRecord | undefined =>
  state.pipelines.get(resourceIn(state.place, 'codepipeline', arn) ?? '')

/** Stages and actions carry the pipeline's tags. */
export const tagsOfPipeline = (state: CodePipelineState, arn: string): Tags | undefined => {
  const [name = ''] = resourceIn(state.place, 'codepipeline', arn)?.split('/') ?? []
  const pipeline = state.pipelines.get(name)
  return pipeline && Object.fromEntries(pipeline.tags)
}

/** @throws ServiceError InvalidArnException, ResourceNotFoundException */
export const findTagged = (state: CodePipelineState, resourceArn: string): PipelineRecord => {
  if (!/^arn:[^:]+:codepipeline:/.test(resourceArn))
    throw new ServiceError('InvalidArnException', `Invalid ARN: ${resourceArn}`)
  const pipeline = pipelineWith(state, resourceArn)
  if (pipeline) return pipeline
  throw new ServiceError('ResourceNotFoundException', `The resource '${resourceArn}' was not found`)
}
