// Every name that follows from the service's name and its stages, in one place: resources, policies and the people's documentation agree on them.
import type { ReleaseStage } from './config.ts'

/** What a deployment role deploys: the tests, or the application in one stage. Its name is the beginning of its resources' logical IDs. */
export type Deployment = Pick<ReleaseStage, 'name'>

export const testsDeployment: Deployment = { name: 'Tests' }

/** In the order in which a commit passes them. */
export const deploymentsOf = (stages: readonly ReleaseStage[]): readonly Deployment[] => [testsDeployment, ...stages]

/** How stacks, and the parameter Stage of app-sam.yaml, call it. */
export const shortName = ({ name }: Deployment) => name.toLowerCase()

export const pipelineStackName = (serviceName: string) => `${serviceName}-pipeline`
export const stackName = (serviceName: string, deployment: Deployment) => `${serviceName}-${shortName(deployment)}`
export const startTestsName = (serviceName: string) => `${serviceName}_start_tests`
export const pushRuleName = (serviceName: string) => `${serviceName}-push`
export const buildLogGroupName = (serviceName: string) => `/aws/codebuild/${serviceName}`
export const functionLogGroupName = (functionName: string) => `/aws/lambda/${functionName}`

export const boundaryId = ({ name }: Deployment) => `${name}Boundary`
export const deploymentRoleId = ({ name }: Deployment) => `${name}DeploymentRole`

/** Those in front of which a person decides. */
export const gatedStages = (stages: readonly ReleaseStage[]) => stages.filter(({ gate }) => gate === 'approval')
export const approveActionName = 'Approve'

/** Where the build puts packaged code; one prefix for all stages, because a package is promoted and not rebuilt. */
export const packagesPrefix = 'packages'

export const sourceArtifact = 'Source'
export const buildArtifact = 'BuildOutput'

/** The namespace of what the source action tells later actions, e.g. `#{SourceVariables.CommitId}`. */
export const sourceNamespace = 'SourceVariables'

/** The stages before those that deploy the application. */
export const firstStages = { source: 'Source', build: 'Build', deployTests: 'DeployTests' } as const

// CodePipeline cuts the names in an artifact's key: <pipeline, about 20 characters>/<artifact, 10 characters>/<random>.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html
// Unverified: the exact length of the cut, so the patterns stop one character short of it.
export const artifactKeys = (serviceName: string, artifact: string) => `${serviceName}/${artifact.slice(0, 9)}*`

/** How long the service's name may be, and which name sets the limit. */
export function roomForServiceName(stages: readonly ReleaseStage[]): { characters: number; reason: string } {
  const [tightest] = generated(stages)
    .map(({ name, limit }) => ({ name, characters: limit - name('').length }))
    .sort((one, other) => one.characters - other.characters)
  if (!tightest) throw new Error('a service has generated names')
  return {
    characters: tightest.characters,
    reason: `the name that sets the limit is '${tightest.name('<serviceName>')}'`,
  }
}

// CloudFormation makes the names of a stack's roles and functions of 64 characters: it keeps 25 of the stack's name, on which the policies match.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
// Unverified: the 25, which its documentation does not tell.
const keptOfStackName = 25

const generated = (
  stages: readonly ReleaseStage[],
): { readonly name: (serviceName: string) => string; readonly limit: number }[] => [
  ...deploymentsOf(stages).map(deployment => ({
    name: (serviceName: string) => stackName(serviceName, deployment),
    limit: keptOfStackName,
  })),
  { name: startTestsName, limit: 64 }, // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  { name: pushRuleName, limit: 64 }, // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
]
