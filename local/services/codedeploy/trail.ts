// What CodeDeploy records: an application, a group or a deployment, as a whole.

import { type Evolving, trailOf } from '../../core/trail.ts'
import type { AliasMove } from './app-spec.ts'
import type { Application, CodeDeployState, Deployment, DeploymentGroup } from './state.ts'

/** A deployment, and what it is going to do. */
export interface Plan {
  readonly deployment: Deployment
  readonly moves: readonly AliasMove[]
  readonly serviceRoleArn: string
}

interface Changes {
  CreateApplication: Application
  DeleteApplication: { readonly applicationName: string }
  CreateDeploymentGroup: DeploymentGroup
  UpdateDeploymentGroup: DeploymentGroup
  /** By `application/group`. */
  DeleteDeploymentGroup: { readonly key: string }
  CreateDeployment: Plan
  /** A deployment is over. */
  DeploymentCompleted: Deployment
}

export const { changed, evolving, of } = trailOf<CodeDeployState, Changes>()('aws.codedeploy')

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
