// Approval/AWS/Manual: tells the topic that an approval waits.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html

import { changed } from '../trail.ts'
import type { ActionRun, Outcome } from './action-run.ts'

export const notifyApprovers = async ({ desk, caller, configuration, action }: ActionRun): Promise<Outcome> => {
  const { NotificationArn } = configuration
  if (NotificationArn === undefined || action.notified) return undefined
  const { id: actionExecutionId, pipelineName, declaration } = action
  const message = {
    TopicArn: NotificationArn,
    Subject: `APPROVAL NEEDED: AWS CodePipeline ${pipelineName} for action ${declaration.name}`.slice(0, 100),
    Message: JSON.stringify(approvalMessage(desk.region, action)),
  }
  const noted = () => [changed(desk, pipelineName, 'ApproversNotified', { actionExecutionId })]
  await desk.call(caller, 'sns', 'Publish', message, { noted })
  return undefined
}

export const approvalMessage = (region: string, action: ActionRun['action']) => {
  const { pipelineName, stageName, declaration, token, due, resolvedConfiguration } = action
  const link = `https://console.aws.amazon.com/codepipeline/home?region=${region}#/view/${pipelineName}`
  return {
    region,
    consoleLink: link,
    approval: {
      pipelineName,
      stageName,
      actionName: declaration.name,
      token,
      expires: due && `${new Date(due.at).toISOString().slice(0, 16)}Z`,
      // Unverified: what is not configured is left out of the message.
      externalEntityLink: resolvedConfiguration.ExternalEntityLink,
      approvalReviewLink: `${link}/${stageName}/${declaration.name}/approve/${token}`,
      customData: resolvedConfiguration.CustomData,
    },
  }
}
