// Beta, Gamma and Prod: deploy the application's own stack of the stage, then test it; a test that fails stops the commit here. Prod asks first.
import { Fn } from '../cdk.ts'
import { deploymentOf, type ReleaseStage, stackName } from '../names.ts'
import { deployAction } from './deploy.ts'
import { sourceNamespace } from './source.ts'
import { type Action, actionType, type Stage } from './stage.ts'

export interface ReleaseProps {
  readonly serviceName: string
  readonly stage: ReleaseStage
  readonly deploymentRoleArn: string
  readonly boundaryArn: string
  readonly approvalTopicArn: string
  readonly startTestsName: string
  readonly accessLogs: boolean
}

export function releaseStage(props: ReleaseProps): Stage {
  const gate = props.stage === 'Prod' ? [approveAction(props)] : []
  const deploy = deployAction({
    serviceName: props.serviceName,
    deployment: deploymentOf[props.stage],
    template: 'app-sam.packaged.yaml',
    roleArn: props.deploymentRoleArn,
    parameters: {
      Stage: deploymentOf[props.stage],
      PermissionsBoundary: props.boundaryArn,
      ...(props.accessLogs && { AccessLogs: 'enabled' }),
    },
    runOrder: gate.length + 1,
    namespace: props.stage,
  })
  return { name: props.stage, actions: [...gate, deploy, testAction(props, gate.length + 2)] }
}

// https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-action-add.html
const approveAction = ({ serviceName, approvalTopicArn }: ReleaseProps): Action => ({
  name: 'Approve',
  runOrder: 1,
  actionTypeId: actionType('Approval', 'Manual'),
  configuration: {
    NotificationArn: approvalTopicArn,
    CustomData: `Release commit #{${sourceNamespace}.CommitId} of ${serviceName} to Prod? "#{${sourceNamespace}.CommitMessage}". It passed its tests in Gamma: #{Gamma.ApiUrl}`,
    ExternalEntityLink: Fn.sub(
      `https://\${AWS::Region}.console.aws.amazon.com/codesuite/codecommit/repositories/${serviceName}/commit/#{${sourceNamespace}.CommitId}?region=\${AWS::Region}`,
    ),
  },
})

// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
const testAction = ({ serviceName, stage, startTestsName }: ReleaseProps, runOrder: number): Action => ({
  name: 'Test',
  runOrder,
  actionTypeId: actionType('Invoke', 'Lambda'),
  configuration: {
    FunctionName: startTestsName,
    UserParameters: JSON.stringify({
      stage,
      stackName: stackName(serviceName, deploymentOf[stage]),
      testsStackName: stackName(serviceName, 'tests'),
    }),
  },
})
