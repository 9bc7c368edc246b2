// PutJobSuccessResult, PutJobFailureResult, GetJobDetails: what a function says and asks about its job.

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { principalName } from '../../../core/principal.ts'
import { operation } from '../../../core/service.ts'
import type { Revision } from '../executions/results.ts'
import { onAll, uuid } from '../find.ts'
import { jobDetails } from '../machine/job-data.ts'
import type { CodePipelineState, Job } from '../state.ts'
import { changed } from '../trail.ts'

const MOST_VARIABLE_BYTES = 122_880
const FAILURE_TYPES = [
  'JobFailed',
  'ConfigurationError',
  'PermissionError',
  'RevisionOutOfSync',
  'RevisionUnavailable',
  'SystemUnavailable',
]

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobSuccessResult.html */
export const PutJobSuccessResult = operation<CodePipelineState>()({
  input: members => {
    const outputVariables = members.has('outputVariables') ? members.map('outputVariables') : undefined
    const continuationToken = members.optionalString('continuationToken', { min: 1, max: 2048 })
    if (outputVariables && continuationToken !== undefined)
      throw members.wrong('outputVariables', '', 'Output variables are allowed only without a continuationToken')
    return {
      jobId: uuid(members, 'jobId'),
      continuationToken,
      executionDetails: executionDetails(members),
      outputVariables: checkedVariables(outputVariables, members),
      currentRevision: currentRevision(members),
    }
  },
  access: () => onAll('PutJobSuccessResult'),
  decide: (state, request, scope) => {
    const { pipelineName } = openJob(state, request.jobId)
    const by = { lastUpdatedBy: principalName(scope.principal) }
    return { output: {}, facts: [changed(scope, pipelineName, 'PutJobSuccessResult', { ...request, ...by })] }
  },
})

/** The revision of the artifacts that the job made. */
const currentRevision = (members: Members): Revision | undefined => {
  const given = members.optionalStructure('currentRevision')
  if (!given) return undefined
  const created = given.optionalNumber('created')
  return {
    revisionId: given.string('revision', { min: 1, max: 1500 }),
    revisionChangeIdentifier: given.string('changeIdentifier', { min: 1, max: 100 }),
    revisionSummary: given.optionalString('revisionSummary', { min: 1, max: 2048 }),
    created: created === undefined ? undefined : new Date(created * 1000).toISOString(),
  }
}

const executionDetails = (members: Members) => {
  const given = members.optionalStructure('executionDetails')
  return (
    given && {
      summary: given.optionalString('summary', { min: 1, max: 2048 }),
      externalExecutionId: given.optionalString('externalExecutionId', { min: 1, max: 1500 }),
      percentComplete: given.optionalNumber('percentComplete', { min: 0, max: 100 }),
    }
  )
}

const checkedVariables = (variables: Readonly<Record<string, string>> | undefined, members: Members) => {
  if (!variables) return undefined
  for (const key of Object.keys(variables))
    if (!/^[A-Za-z0-9@\-_]+$/.test(key))
      throw members.wrong('outputVariables', key, 'Map keys must satisfy regular expression pattern: [A-Za-z0-9@\\-_]+')
  const bytes = Object.entries(variables).reduce((sum, [key, value]) => sum + key.length + Buffer.byteLength(value), 0)
  if (bytes > MOST_VARIABLE_BYTES)
    throw new ServiceError(
      'OutputVariablesSizeExceededException',
      `The output variables have ${bytes} bytes; the limit is ${MOST_VARIABLE_BYTES}`,
    )
  return variables
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobFailureResult.html */
export const PutJobFailureResult = operation<CodePipelineState>()({
  input: members => {
    const details = members.structure('failureDetails')
    return {
      jobId: uuid(members, 'jobId'),
      failureDetails: {
        type: details.string('type', { values: FAILURE_TYPES }),
        message: details.string('message', { min: 1, max: 5000 }),
        externalExecutionId: details.optionalString('externalExecutionId', { min: 1, max: 1500 }),
      },
    }
  },
  access: () => onAll('PutJobFailureResult'),
  decide: (state, request, scope) => {
    const { pipelineName } = openJob(state, request.jobId)
    const by = { lastUpdatedBy: principalName(scope.principal) }
    return { output: {}, facts: [changed(scope, pipelineName, 'PutJobFailureResult', { ...request, ...by })] }
  },
})

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetJobDetails.html */
export const GetJobDetails = operation<CodePipelineState>()({
  input: members => ({ jobId: uuid(members, 'jobId') }),
  access: () => onAll('GetJobDetails'),
  perform: async (desk, { jobId }) => {
    findJob(desk.state, jobId)
    return { jobDetails: jobDetails(desk, jobId) }
  },
})

const findJob = (state: CodePipelineState, jobId: string): Job => {
  const job = state.jobs.get(jobId)
  if (job) return job
  throw new ServiceError(
    'JobNotFoundException',
    `The job '${jobId}' was specified in an invalid format or cannot be found`,
  )
}

/** Unverified: a job that was answered, timed out or was abandoned gives InvalidJobState. */
const openJob = (state: CodePipelineState, jobId: string): { readonly pipelineName: string } => {
  const job = findJob(state, jobId)
  const action = state.actions.get(job.actionExecutionId)
  if (job.open && action) return action
  throw new ServiceError(
    'InvalidJobStateException',
    `The job '${jobId}' is closed: a result was put already, or the action has ended (${action?.status ?? 'unknown'})`,
  )
}
