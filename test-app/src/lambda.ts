// The Lambda function that tests a stage.
import { CodePipelineClient } from '@aws-sdk/client-codepipeline'
import type { Context } from 'aws-lambda'
import { checks } from './checks.ts'
import { reportTo } from './report.ts'
import { testStage } from './test-stage.ts'

const reporter = reportTo(new CodePipelineClient({}))

// What it returns is for a person who invokes it by hand; CodePipeline hears of the result through the reporter alone.
export const handler = async (event: unknown, context: Context) => {
  const result = await testStage(event, {
    checks,
    reporter,
    executionId: context.awsRequestId,
    millisecondsLeft: () => context.getRemainingTimeInMillis(),
  })
  const level = result.succeeded ? 'INFO' : 'ERROR'
  process.stdout.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), level, requestId: context.awsRequestId, ...result })}\n`,
  )
  return result
}
