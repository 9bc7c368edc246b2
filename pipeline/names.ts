// Every name that follows from the service's name, in one place: resources, policies and the people's documentation agree on them.
import { Fn } from './cdk.ts'

/** The stages that deploy the application, in the order a commit passes them. */
export const releaseStages = ['Beta', 'Gamma', 'Prod'] as const
export type ReleaseStage = (typeof releaseStages)[number]

/** What a deployment role deploys: the tests, or the application in one stage. */
export const deployments = ['tests', 'beta', 'gamma', 'prod'] as const
export type Deployment = (typeof deployments)[number]

export const deploymentOf = { Beta: 'beta', Gamma: 'gamma', Prod: 'prod' } as const satisfies Record<
  ReleaseStage,
  Deployment
>

export const pipelineStackName = (serviceName: string) => `${serviceName}-pipeline`
export const stackName = (serviceName: string, deployment: Deployment) => `${serviceName}-${deployment}`
export const startTestsName = (serviceName: string) => `${serviceName}_start_tests`
export const buildLogGroupName = (serviceName: string) => `/aws/codebuild/${serviceName}`
export const functionLogGroupName = (functionName: string) => `/aws/lambda/${functionName}`

/** Where the build puts packaged code; one prefix for all stages, because a package is promoted and not rebuilt. */
export const packagesPrefix = 'packages'

export const sourceArtifact = 'Source'
export const buildArtifact = 'BuildOutput'

// CodePipeline cuts the names in an artifact's key: <pipeline, about 20 characters>/<artifact, 10 characters>/<random>.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html
// Unverified: the exact length of the cut, so the patterns stop one character short of it.
export const artifactKeys = (serviceName: string, artifact: string) => `${serviceName}/${artifact.slice(0, 9)}*`

/** An ARN in this stack's account and region. */
export const arn = (service: string, resource: string) =>
  Fn.sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`)

/** An ARN of IAM, which has no region. */
export const iamArn = (resource: string) => Fn.sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${resource}`)

/** A managed policy of AWS's own. */
export const awsPolicyArn = (name: string) => Fn.sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`)

export const stackArn = (name: string) => arn('cloudformation', `stack/${name}/*`)
