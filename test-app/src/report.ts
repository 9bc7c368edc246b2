// Reports to CodePipeline, in the form of its API.
import {
  type CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline'
import type { Reporter } from './test-stage.ts'

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobSuccessResult.html and API_PutJobFailureResult.html */
export function reportTo(client: Pick<CodePipelineClient, 'send'>): Reporter {
  return {
    async succeeded(jobId, summary, externalExecutionId) {
      await client.send(
        new PutJobSuccessResultCommand({
          jobId,
          executionDetails: { summary, externalExecutionId, percentComplete: 100 },
        }),
      )
    },
    async failed(jobId, message, externalExecutionId) {
      await client.send(
        new PutJobFailureResultCommand({ jobId, failureDetails: { type: 'JobFailed', message, externalExecutionId } }),
      )
    },
  }
}
