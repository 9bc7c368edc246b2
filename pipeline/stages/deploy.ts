// Deploying a stack from a template that the build packaged.
import { buildArtifact, type Deployment, stackName } from '../names.ts'
import { type Action, actionType } from './stage.ts'

export interface DeployProps {
  readonly serviceName: string
  readonly deployment: Deployment
  /** The stack is never deleted by itself. */
  readonly kept: boolean
  readonly template: 'app-sam.packaged.yaml' | 'test-sam.packaged.yaml'
  /** The deployment role of this stack and no other. */
  readonly roleArn: string
  readonly parameters: Readonly<Record<string, string>>
  readonly runOrder: number
  /** Where later actions find the stack's outputs, e.g. `#{Gamma.ApiUrl}`. */
  readonly namespace?: string
}

// A stack whose first deployment failed can be deleted and never updated: the action does that, so that the next push gets through.
// Where customers are served (kept.ts) it must not, because a stack whose rollback failed still serves and would be deleted too.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
// Unverified: that it replaces a stack in ROLLBACK_COMPLETE, which CloudFormation's guide says and CodePipeline's leaves out.
export const deployAction = (props: DeployProps): Action => ({
  name: 'Deploy',
  runOrder: props.runOrder,
  actionTypeId: actionType('Deploy', 'CloudFormation'),
  configuration: {
    ActionMode: props.kept ? 'CREATE_UPDATE' : 'REPLACE_ON_FAILURE',
    StackName: stackName(props.serviceName, props.deployment),
    TemplatePath: `${buildArtifact}::${props.template}`,
    ParameterOverrides: JSON.stringify({ ServiceName: props.serviceName, ...props.parameters }),
    Capabilities: 'CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND', // IAM: the functions' roles; AUTO_EXPAND: the SAM transform
    RoleArn: props.roleArn,
  },
  inputArtifacts: [{ name: buildArtifact }],
  ...(props.namespace && { namespace: props.namespace }),
})
