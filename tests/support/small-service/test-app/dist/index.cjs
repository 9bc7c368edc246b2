// Asks the stage for its version over HTTP and reports to CodePipeline what it found.
const {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} = require('@aws-sdk/client-codepipeline')

exports.handler = async ({ jobId, stage, outputs }) => {
  const codepipeline = new CodePipelineClient({})
  const answer = await fetch(`${outputs.ApiUrl}/version`)
  const body = await answer.text()
  if (answer.status === 200) {
    const summary = `1 of 1 checks passed in ${stage}: ${body}`
    await codepipeline.send(new PutJobSuccessResultCommand({ jobId, executionDetails: { summary } }))
    return
  }
  const message = `1 of 1 checks failed: GET /version answered ${answer.status}, expected 200`
  await codepipeline.send(new PutJobFailureResultCommand({ jobId, failureDetails: { type: 'JobFailed', message } }))
}
