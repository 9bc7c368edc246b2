// The stages of the pipeline that tests deploy: those of pipeline/testing/sample.ts, under every name that they have.

import { boundaryId, deploymentRoleId, deploymentsOf, gatedStages, shortName } from '../../pipeline/names.ts'
import { deletionOrder } from '../../pipeline/operations/deletion-order.ts'
import { sample } from '../../pipeline/testing/sample.ts'

/** As their stacks and the parameter Stage call them, in the order in which a commit passes them. */
export const stages: readonly string[] = sample.stages.map(shortName)
/** The same, after the tests' stack, which is deployed first. */
export const deployments: readonly string[] = deploymentsOf(sample.stages).map(shortName)

/** As the pipeline calls them. */
export const stageNames: readonly string[] = sample.stages.map(({ name }) => name)
export const [firstStage = ''] = stageNames
export const [gatedStage = ''] = gatedStages(sample.stages).map(({ name }) => name)

export const deploymentRoles: readonly string[] = sample.stages.map(deploymentRoleId)
export const boundaries: readonly string[] = sample.stages.map(boundaryId)

/** The stacks of the service, those first that have to go first. */
export const stacksToDelete = (serviceName: string): readonly string[] => deletionOrder(serviceName, sample.stages)
