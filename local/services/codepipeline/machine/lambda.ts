// Invoke/AWS/Lambda: invokes the function asynchronously with the job; the function answers with PutJobSuccessResult or PutJobFailureResult.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html

import { ServiceError } from '../../../core/errors.ts'
import { changed } from '../trail.ts'
import { ActionFailure, type ActionRun, type Outcome } from './action-run.ts'
import { jobDetails } from './job-data.ts'

export const invokeFunction = async (run: ActionRun, jobId: string): Promise<Outcome> => {
  const { desk, caller, configuration, action } = run
  if (desk.state.jobs.get(jobId)?.invoked) return undefined
  const { FunctionName } = configuration
  // AWS asks for this beside lambda:InvokeFunction; the action reference lists both.
  desk.authorize(caller, [{ action: 'lambda:ListFunctions', resource: '*' }])
  const { id, accountId, data } = jobDetails(desk, jobId)
  // The function is not told pipeline, stage and action, unless UserParameters tell it.
  const { actionTypeId: _, pipelineContext: __, ...told } = data
  const Payload = new TextEncoder().encode(JSON.stringify({ 'CodePipeline.job': { id, accountId, data: told } }))
  try {
    const noted = () => [changed(desk, action.pipelineName, 'JobInvoked', { jobId })]
    await desk.call(caller, 'lambda', 'Invoke', { FunctionName, InvocationType: 'Event', Payload }, { noted })
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ResourceNotFoundException')
      throw new ActionFailure(`The AWS Lambda function ${FunctionName} cannot be found: ${error.message}`)
    throw error
  }
  return undefined
}
