// DeployTests: the one function that will test every stage, deployed before the first of them.
import { firstStages, testsDeployment } from '../names.ts'
import { deployAction } from './deploy.ts'
import type { Stage } from './stage.ts'

export interface DeployTestsProps {
  readonly serviceName: string
  readonly deploymentRoleArn: string
  readonly boundaryArn: string
  /** start_tests, which is told when a test run crashes. */
  readonly reportFunctionArn: string
}

export const deployTestsStage = (props: DeployTestsProps): Stage => ({
  name: firstStages.deployTests,
  actions: [
    deployAction({
      serviceName: props.serviceName,
      deployment: testsDeployment,
      kept: false,
      template: 'test-sam.packaged.yaml',
      roleArn: props.deploymentRoleArn,
      parameters: { PermissionsBoundary: props.boundaryArn, ReportFunction: props.reportFunctionArn },
      runOrder: 1,
    }),
  ],
})
