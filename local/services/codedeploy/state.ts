// What CodeDeploy knows: applications, their deployment groups, and deployments of Lambda functions.
import { API_CALL, apiCall, type Fact, type ServiceEvent, type TrailDetail } from '../../core/event.ts'

export interface Application {
  readonly applicationId: string
  readonly applicationName: string
  readonly computePlatform: 'Lambda'
  readonly createTime: string
}

export interface DeploymentGroup {
  readonly applicationName: string
  readonly deploymentGroupId: string
  readonly deploymentGroupName: string
  readonly deploymentConfigName: string
  readonly serviceRoleArn: string
  readonly computePlatform: 'Lambda'
  readonly deploymentStyle?: Readonly<Record<string, string>>
  readonly autoRollbackConfiguration?: Readonly<Record<string, unknown>>
}

export interface Deployment {
  readonly deploymentId: string
  readonly applicationName: string
  readonly deploymentGroupName: string
  readonly deploymentConfigName: string
  readonly status: 'Created' | 'InProgress' | 'Succeeded' | 'Failed'
  readonly createTime: string
  readonly completeTime?: string
  readonly errorInformation?: { readonly code: string; readonly message: string }
  readonly creator: string
  readonly description?: string
}

export interface CodeDeployState {
  readonly applications: Map<string, Application>
  /** By `application/group`. */
  readonly groups: Map<string, DeploymentGroup>
  readonly deployments: Map<string, Deployment>
}

export const initialState = (): CodeDeployState => ({
  applications: new Map(),
  groups: new Map(),
  deployments: new Map(),
})

/** What a fact makes true. */
interface Carried {
  readonly application?: Application
  readonly group?: DeploymentGroup
  readonly deployment?: Deployment
  readonly withoutApplication?: string
  readonly withoutGroup?: string
}

export const fact = (operation: string, resource: string, carried: Carried): Fact =>
  apiCall('codedeploy', operation, resource, null, carried)

export const evolve = (state: CodeDeployState, event: ServiceEvent): void => {
  if (event['detail-type'] !== API_CALL) return
  const carried = ((event.detail as TrailDetail).responseElements ?? {}) as Carried
  const { application, group, deployment, withoutApplication, withoutGroup } = carried
  if (withoutApplication !== undefined) state.applications.delete(withoutApplication)
  if (withoutGroup !== undefined) state.groups.delete(withoutGroup)
  if (application) state.applications.set(application.applicationName, application)
  if (group) state.groups.set(`${group.applicationName}/${group.deploymentGroupName}`, group)
  if (deployment) state.deployments.set(deployment.deploymentId, deployment)
}
