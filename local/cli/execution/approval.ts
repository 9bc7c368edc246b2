// The gate as the terminal sees it: the approval that waits, its token, its answer.

import type { LocalCloud } from '../../local-cloud.ts'
import type { LiveAction } from '../live/model.ts'

export type Decision = 'Approved' | 'Rejected'

interface PipelineState {
  readonly stageStates: readonly {
    readonly stageName: string
    readonly actionStates: readonly {
      readonly actionName: string
      readonly latestExecution?: { readonly token?: string }
    }[]
  }[]
}

export const putApproval = async (
  cloud: LocalCloud,
  pipelineName: string,
  approval: LiveAction,
  status: Decision,
): Promise<void> => {
  await cloud.runtime.call(cloud.administrator, 'codepipeline', 'PutApprovalResult', {
    pipelineName,
    stageName: approval.stage,
    actionName: approval.name,
    token: await tokenOf(cloud, pipelineName, approval),
    result: { status, summary: `${status} at the terminal` },
  })
}

/** How a release is approved where no key can be pressed. */
export const approvalCommand = async (
  cloud: LocalCloud,
  pipelineName: string,
  approval: LiveAction,
): Promise<readonly string[]> => [
  `  ${approval.stage} waits for an approval. From another shell, after eval "$(npm run -s env)":`,
  `    aws codepipeline put-approval-result --pipeline-name ${pipelineName} --stage-name ${approval.stage} --action-name ${approval.name} --result status=Approved,summary=ok --token ${await tokenOf(cloud, pipelineName, approval)}`,
]

const tokenOf = async (
  { runtime, administrator }: LocalCloud,
  name: string,
  approval: LiveAction,
): Promise<string | undefined> => {
  const state = (await runtime.call(administrator, 'codepipeline', 'GetPipelineState', { name })) as PipelineState
  return state.stageStates
    .find(({ stageName }) => stageName === approval.stage)
    ?.actionStates.find(({ actionName }) => actionName === approval.name)?.latestExecution?.token
}
