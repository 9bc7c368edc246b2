// How each recorded change alters applications, groups and deployments.

import type { Evolving } from '../../core/trail.ts'
import type { CodeDeployState, Deployment, DeploymentGroup } from './state.ts'
import { evolving } from './trail.ts'

const putGroup = ({ groups }: Evolving<CodeDeployState>, group: DeploymentGroup): void => {
  groups.set(`${group.applicationName}/${group.deploymentGroupName}`, group)
}

const putDeployment = ({ deployments }: Evolving<CodeDeployState>, deployment: Deployment): void => {
  deployments.set(deployment.deploymentId, deployment)
}

export const evolve = evolving({
  CreateApplication: ({ applications }, application) => {
    applications.set(application.applicationName, application)
  },
  DeleteApplication: ({ applications }, { applicationName }) => {
    applications.delete(applicationName)
  },
  CreateDeploymentGroup: putGroup,
  UpdateDeploymentGroup: putGroup,
  DeleteDeploymentGroup: ({ groups }, { key }) => {
    groups.delete(key)
  },
  CreateDeployment: (state, { deployment }) => putDeployment(state, deployment),
  DeploymentCompleted: putDeployment,
})
