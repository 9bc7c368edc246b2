// A stage of the list in config.ts: deploys the application's own stack of the stage, then tests it; a test that fails stops the commit here. A gate asks first.
import { Fn } from '../cdk.ts'
import type { ReleaseStage } from '../config.ts'
import { approveActionName, shortName, sourceNamespace, stackName, testsDeployment } from '../names.ts'
import { deployAction } from './deploy.ts'
import { type Action, actionType, type Stage } from './stage.ts'

export interface ReleaseProps {
  readonly serviceName: string
  readonly stage: ReleaseStage
  /** The stage that the commit has passed before; none for the first. */
  readonly previous: ReleaseStage | undefined
  readonly kept: boolean
  readonly deploymentRoleArn: string
  readonly boundaryArn: string
  readonly approvalTopicArn: string
  readonly startTestsName: string
  readonly accessLogs: boolean
}

export function releaseStage(props: ReleaseProps): Stage {
  const gate = props.stage.gate === 'approval' ? [approveAction(props)] : []
  const deploy = deployAction({
    serviceName: props.serviceName,
    deployment: props.stage,
    kept: props.kept,
    template: 'app-sam.packaged.yaml',
    roleArn: props.deploymentRoleArn,
    parameters: {
      Stage: shortName(props.stage),
      PermissionsBoundary: props.boundaryArn,
      ...(props.accessLogs && { AccessLogs: 'enabled' }),
    },
    runOrder: gate.length + 1,
    namespace: props.stage.name,
  })
  return { name: props.stage.name, actions: [...gate, deploy, testAction(props, gate.length + 2)] }
}

// https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-action-add.html
const approveAction = ({ serviceName, stage, previous, approvalTopicArn }: ReleaseProps): Action => ({
  name: approveActionName,
  runOrder: 1,
  actionTypeId: actionType('Approval', 'Manual'),
  configuration: {
    NotificationArn: approvalTopicArn,
    CustomData: `Release commit #{${sourceNamespace}.CommitId} of ${serviceName} to ${stage.name}? "#{${sourceNamespace}.CommitMessage}".${passed(previous)}`,
    ExternalEntityLink: Fn.sub(
      `https://\${AWS::Region}.console.aws.amazon.com/codesuite/codecommit/repositories/${serviceName}/commit/#{${sourceNamespace}.CommitId}?region=\${AWS::Region}`,
    ),
  },
})

const passed = (previous: ReleaseStage | undefined) =>
  previous === undefined ? '' : ` It passed its tests in ${previous.name}: #{${previous.name}.ApiUrl}`

// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
const testAction = ({ serviceName, stage, startTestsName }: ReleaseProps, runOrder: number): Action => ({
  name: 'Test',
  runOrder,
  actionTypeId: actionType('Invoke', 'Lambda'),
  configuration: {
    FunctionName: startTestsName,
    UserParameters: JSON.stringify({
      stage: stage.name,
      stackName: stackName(serviceName, stage),
      testsStackName: stackName(serviceName, testsDeployment),
    }),
  },
})
