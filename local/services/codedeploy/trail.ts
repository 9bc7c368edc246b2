// What CodeDeploy records: an application, a group or a deployment, as a whole.

import { trailOf } from '../../core/trail.ts'
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
