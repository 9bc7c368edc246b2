// StartPipelineExecution and StopPipelineExecution.

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { principalName } from '../../../core/principal.ts'
import { operation, type Scope } from '../../../core/service.ts'
import { pipelineChanged, pipelineStarted, type Trigger } from '../announce.ts'
import { isSource, type PipelineDeclaration } from '../declaration/declaration.ts'
import { executionOf } from '../executions/past.ts'
import type { SourceRevisionOverride } from '../executions/results.ts'
import { findPipeline, nameMember, onPipeline, uuid } from '../find.ts'
import { type CodePipelineState, isEnded, type PipelineRecord } from '../state.ts'
import { changed } from '../trail.ts'

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html: of one pipeline in QUEUED or PARALLEL mode */
const MOST_EXECUTIONS = 50

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html */
export const StartPipelineExecution = operation<CodePipelineState>()({
  input: members => ({
    name: nameMember(members, 'name'),
    variables: parseVariables(members),
    sourceRevisions: parseSourceRevisions(members),
    clientRequestToken: members.optionalString('clientRequestToken', { min: 1, max: 128, pattern: /^[a-zA-Z0-9-]+$/ }),
  }),
  access: ({ name }, scope) => onPipeline('StartPipelineExecution', scope, name),
  decide: (state, { clientRequestToken, ...request }, scope) => {
    const pipeline = findPipeline(state, request.name)
    const { declaration } = pipeline
    // Unverified: the same token for the same pipeline is taken to mean the same execution.
    const known = clientRequestToken === undefined ? undefined : pipeline.startTokens.get(clientRequestToken)
    if (known !== undefined) return { output: { pipelineExecutionId: known } }
    checkVariables(declaration, request.variables)
    checkSourceRevisions(declaration, request.sourceRevisions)
    checkConcurrency(pipeline)
    const id = scope.newId()
    const token = clientRequestToken === undefined ? {} : { clientRequestToken }
    return {
      output: { pipelineExecutionId: id },
      facts: [
        changed(scope, request.name, 'StartPipelineExecution', { ...request, ...token, pipelineExecutionId: id }),
        pipelineStarted(pipeline, id, triggerOf(scope), scope),
      ],
    }
  },
})

/** EventBridge starts pipelines with the role of its target. */
const triggerOf = ({ principal }: Scope): Trigger => ({
  triggerType:
    principal.kind === 'session' && principal.by === 'events.amazonaws.com'
      ? 'CloudWatchEvent'
      : 'StartPipelineExecution',
  // Differs from AWS: for a CloudWatchEvent AWS gives the ARN of the rule, which a session does not carry.
  triggerDetail: principalName(principal),
})

const parseVariables = (members: Members): Readonly<Record<string, string>> =>
  Object.fromEntries(
    members
      .structures('variables')
      .map(variable => [
        variable.string('name', { min: 1, max: 128, pattern: /^[A-Za-z0-9@\-_]+$/ }),
        variable.string('value', { min: 1, max: 1000 }),
      ]),
  )

const REVISION_TYPES = ['COMMIT_ID', 'IMAGE_DIGEST', 'S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY']

const parseSourceRevisions = (members: Members): readonly SourceRevisionOverride[] =>
  members.structures('sourceRevisions').map(override => ({
    actionName: nameMember(override, 'actionName'),
    revisionType: override.string('revisionType', { values: REVISION_TYPES }),
    revisionValue: override.string('revisionValue', { min: 1, max: 1500 }),
  }))

const checkVariables = (declaration: PipelineDeclaration, given: Readonly<Record<string, string>>): void => {
  const declared = declaration.variables ?? []
  for (const name of Object.keys(given))
    if (!declared.some(variable => variable.name === name))
      throw new ServiceError(
        'ValidationException',
        `Pipeline '${declaration.name}' declares no variable '${name}'; it declares ${declared.map(item => item.name).join(', ') || 'none'}`,
      )
  for (const { name, defaultValue } of declared)
    if (defaultValue === undefined && given[name] === undefined)
      throw new ServiceError(
        'ValidationException',
        `Variable '${name}' has no default value: give one to start the pipeline`,
      )
}

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  CodeCommit: ['COMMIT_ID'],
  S3: ['S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY'],
}

const checkSourceRevisions = (declaration: PipelineDeclaration, overrides: readonly SourceRevisionOverride[]): void => {
  const sources = (declaration.stages[0]?.actions ?? []).filter(isSource)
  if (overrides.length > 50)
    throw new ServiceError('ValidationException', 'There may be at most 50 source revision overrides')
  if (overrides.length > 0 && declaration.pipelineType === 'V1')
    throw new ServiceError('ValidationException', 'Source revision overrides need a pipeline of type V2')
  for (const { actionName, revisionType } of overrides) {
    const source = sources.find(({ name }) => name === actionName)
    const allowed = source ? (ALLOWED[source.actionTypeId.provider] ?? []) : []
    if (!source)
      throw new ServiceError(
        'ValidationException',
        `There is no source action '${actionName}' in pipeline '${declaration.name}'`,
      )
    if (!allowed.includes(revisionType))
      throw new ServiceError(
        'ValidationException',
        `Source action '${actionName}' takes revisionType ${allowed.join(' or ')}, got ${revisionType}`,
      )
    if (revisionType === 'S3_OBJECT_KEY' && source.configuration.AllowOverrideForS3ObjectKey !== 'true')
      throw new ServiceError(
        'ValidationException',
        `Source action '${actionName}' needs AllowOverrideForS3ObjectKey 'true' for revisionType S3_OBJECT_KEY`,
      )
  }
}

export const checkConcurrency = ({ declaration, active }: PipelineRecord): void => {
  if (declaration.executionMode === 'SUPERSEDED' || active.size < MOST_EXECUTIONS) return
  throw new ServiceError(
    'ConcurrentPipelineExecutionsLimitExceededException',
    `Pipeline '${declaration.name}' has ${MOST_EXECUTIONS} executions in progress, which is the limit in ${declaration.executionMode} mode`,
  )
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StopPipelineExecution.html */
export const StopPipelineExecution = operation<CodePipelineState>()({
  input: members => ({
    pipelineName: nameMember(members, 'pipelineName'),
    pipelineExecutionId: uuid(members, 'pipelineExecutionId'),
    abandon: members.boolean('abandon'),
    reason: members.optionalString('reason', { max: 200 }),
  }),
  access: ({ pipelineName }, scope) => onPipeline('StopPipelineExecution', scope, pipelineName),
  decide: (state, { pipelineName, pipelineExecutionId, abandon, reason }, scope) => {
    findPipeline(state, pipelineName)
    const execution = executionOf(state, pipelineName, pipelineExecutionId)
    if (!execution || isEnded(execution))
      throw new ServiceError(
        'PipelineExecutionNotStoppableException',
        `Unable to stop execution '${pipelineExecutionId}' of pipeline '${pipelineName}': ${execution ? `its status is ${execution.status}` : 'there is no such execution'}`,
      )
    if (execution.status === 'Stopping' && (!abandon || execution.stop?.abandon))
      throw new ServiceError('DuplicatedStopRequestException', `Execution '${pipelineExecutionId}' is already stopping`)
    const request = { pipelineExecutionId, abandon, reason }
    const stopping = { ...execution, stop: { abandon, reason } }
    return {
      output: { pipelineExecutionId },
      facts: [
        changed(scope, pipelineName, 'StopPipelineExecution', request),
        pipelineChanged(stopping, 'STOPPING', scope),
      ],
    }
  },
})
