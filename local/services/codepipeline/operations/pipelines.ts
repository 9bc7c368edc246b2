// CreatePipeline, UpdatePipeline, GetPipeline, DeletePipeline, ListPipelines.

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { newestFirst, WholeList } from '../../../core/pages.ts'
import type { Access } from '../../../core/policy.ts'
import { type Desk, operation, type Scope } from '../../../core/service.ts'
import { pipelineStarted } from '../announce.ts'
import type { PipelineDeclaration } from '../declaration/declaration.ts'
import { parsePipeline } from '../declaration/parse.ts'
import { validateStructure } from '../declaration/structure.ts'
import { findPipeline, nameMember, onAll, onPipeline } from '../find.ts'
import { actionSession, pipelineSession } from '../machine/caller.ts'
import type { CodePipelineState, PipelineRecord } from '../state.ts'
import { changed, pipelineArn } from '../trail.ts'
import { parseTags } from './tags.ts'

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html: pipelines in a Region */
const MOST_PIPELINES = 1000

const passRole = ({ roleArn }: PipelineDeclaration): Access => ({
  action: 'iam:PassRole',
  resource: roleArn,
  context: { 'iam:PassedToService': 'codepipeline.amazonaws.com' },
})

/**
 * The roles have to let CodePipeline in, and the pipeline's role into those of its actions.
 * Unverified: that a structure with other faults too is refused for its roles first.
 */
const checkRoles = async (desk: Desk<CodePipelineState>, pipeline: PipelineDeclaration): Promise<void> => {
  const session = await asStructure(
    `CodePipeline is not authorized to perform AssumeRole on role ${pipeline.roleArn}`,
    () => pipelineSession(desk, pipeline),
  )
  const roleArns = pipeline.stages.flatMap(({ actions }) => actions.flatMap(({ roleArn }) => roleArn ?? []))
  for (const roleArn of new Set(roleArns))
    await asStructure(`${pipeline.roleArn} is not authorized to perform AssumeRole on role ${roleArn}`, () =>
      actionSession(desk, pipeline, session, roleArn),
    )
}

const asStructure = async <Result>(message: string, assume: () => Result | Promise<Result>): Promise<Result> => {
  try {
    return await assume()
  } catch (error) {
    if (error instanceof ServiceError) throw new ServiceError('InvalidStructureException', message)
    throw error
  }
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_CreatePipeline.html */
export const CreatePipeline = operation<CodePipelineState>()({
  input: members => ({ pipeline: parsePipeline(members.structure('pipeline'), 1), tags: parseTags(members) }),
  access: ({ pipeline, tags }, scope) => {
    const on = (operationName: string): Access => ({
      action: `codepipeline:${operationName}`,
      resource: pipelineArn(scope, pipeline.name),
    })
    return [on('CreatePipeline'), ...(tags.length > 0 ? [on('TagResource')] : []), passRole(pipeline)]
  },
  check: (desk, { pipeline }) => checkRoles(desk, pipeline),
  decide: (state, { pipeline, tags }, scope) => {
    validateStructure(pipeline, scope.region)
    if (state.pipelines.has(pipeline.name))
      throw new ServiceError('PipelineNameInUseException', `A pipeline with the name '${pipeline.name}' already exists`)
    if (state.pipelines.size >= MOST_PIPELINES)
      throw new ServiceError(
        'LimitExceededException',
        `The account has ${MOST_PIPELINES} pipelines, which is the limit`,
      )
    const arn = pipelineArn(scope, pipeline.name)
    return {
      output: { pipeline, tags },
      facts: [
        changed(scope, pipeline.name, 'CreatePipeline', { pipeline, tags, pipelineArn: arn }),
        firstStart(pipeline, arn, scope),
      ],
    }
  },
})

/** A new pipeline runs at once, before anybody could have pushed anything. */
const firstStart = (declaration: PipelineDeclaration, arn: string, scope: Scope) => {
  const trigger = { triggerType: 'CreatePipeline', triggerDetail: principalArn(scope) }
  return pipelineStarted({ declaration, arn }, scope.newId(), trigger, scope)
}

const principalArn = ({ principal }: Scope): string => ('arn' in principal ? principal.arn : principal.kind)

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_UpdatePipeline.html: the version that is given does not matter */
export const UpdatePipeline = operation<CodePipelineState>()({
  input: (members: Members) => parsePipeline(members.structure('pipeline'), 1),
  access: (pipeline, scope) => [...onPipeline('UpdatePipeline', scope, pipeline.name), passRole(pipeline)],
  check: checkRoles,
  decide: (state, given, scope) => {
    const { declaration } = findPipeline(state, given.name)
    const pipeline = { ...given, version: declaration.version + 1 }
    validateStructure(pipeline, scope.region)
    return { output: { pipeline }, facts: [changed(scope, pipeline.name, 'UpdatePipeline', { pipeline })] }
  },
})

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipeline.html */
export const GetPipeline = operation<CodePipelineState>()({
  input: members => ({ name: nameMember(members, 'name'), version: members.optionalNumber('version', { min: 1 }) }),
  access: ({ name }, scope) => onPipeline('GetPipeline', scope, name),
  decide: (state, { name, version }) => {
    const { declaration: pipeline, arn, created, updated, executions } = findPipeline(state, name)
    const metadata = { pipelineArn: arn, created: new Date(created), updated: new Date(updated) }
    if (version === undefined || version === pipeline.version) return { output: { pipeline, metadata } }
    // Differs from AWS: of earlier versions only those are kept that some execution ran.
    const earlier = executions.find(({ declaration }) => declaration.version === version)
    if (earlier) return { output: { pipeline: earlier.declaration, metadata } }
    throw new ServiceError(
      'PipelineVersionNotFoundException',
      `Pipeline '${name}' does not have a version '${version}'`,
    )
  },
})

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DeletePipeline.html: one that is not there is no error */
export const DeletePipeline = operation<CodePipelineState>()({
  input: members => ({ name: nameMember(members, 'name') }),
  access: ({ name }, scope) => onPipeline('DeletePipeline', scope, name),
  decide: (state, { name }, scope) => ({
    output: {},
    facts: state.pipelines.has(name) ? [changed(scope, name, 'DeletePipeline', { name })] : [],
  }),
})

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelines.html */
export const ListPipelines = operation<CodePipelineState>()({
  input: () => ({}),
  access: () => onAll('ListPipelines'),
  decide: state => {
    const all = newestFirst([...state.pipelines.values()])
    return { output: { pipelines: WholeList.of(all, summaryOf, ({ declaration }) => declaration.name) } }
  },
})

const summaryOf = ({ declaration, created, updated }: PipelineRecord) => ({
  name: declaration.name,
  version: declaration.version,
  pipelineType: declaration.pipelineType,
  executionMode: declaration.executionMode,
  created: new Date(created),
  updated: new Date(updated),
})
