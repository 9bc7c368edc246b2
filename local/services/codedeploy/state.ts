// What CodeDeploy knows: applications, their deployment groups, and deployments of Lambda functions.

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
  readonly applications: ReadonlyMap<string, Application>
  /** By `application/group`. */
  readonly groups: ReadonlyMap<string, DeploymentGroup>
  readonly deployments: ReadonlyMap<string, Deployment>
}

export const initialState = (): CodeDeployState => ({
  applications: new Map(),
  groups: new Map(),
  deployments: new Map(),
})
