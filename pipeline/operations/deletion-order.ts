import type { ReleaseStage } from '../config.ts'
import { deploymentsOf, pipelineStackName, stackName } from '../names.ts'

/** The deployment roles live in the pipeline's stack, and CloudFormation deletes the other stacks with them: so the pipeline goes last. */
export const deletionOrder = (serviceName: string, stages: readonly ReleaseStage[]): string[] => [
  ...deploymentsOf(stages)
    .toReversed()
    .map(deployment => stackName(serviceName, deployment)),
  pipelineStackName(serviceName),
]
