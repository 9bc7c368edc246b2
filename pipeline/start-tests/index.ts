// The entry point of the function <ServiceName>_start_tests: clients in, nothing out.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CodePipelineClient } from '@aws-sdk/client-codepipeline'
import { IAMClient } from '@aws-sdk/client-iam'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { startTests } from './start-tests.ts'

const clients = {
  cloudFormation: new CloudFormationClient({}),
  iam: new IAMClient({}),
  lambda: new LambdaClient({}),
  codePipeline: new CodePipelineClient({}),
}

// Two parameters: nodejs24.x refuses a handler that declares a callback.
export const handler = (event: unknown, context: { awsRequestId: string }) =>
  startTests(event, context.awsRequestId, clients, entry => console.log(JSON.stringify(entry)))
