// AWS CodeDeploy: applications, deployment groups and deployments of Lambda.

import {
  type AutoRollbackConfiguration,
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  DeleteApplicationCommand,
  DeleteDeploymentGroupCommand,
  GetApplicationCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListApplicationsCommand,
  ListDeploymentGroupsCommand,
  UpdateDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy'
import { refusal, until, useAccount } from './account.ts'
import { allowing, makeRole } from './roles.ts'

const account = useAccount()
const codedeploy = () => account.client(CodeDeployClient)
const deploymentGroupName = 'group'

const makeApplication = async (what: string): Promise<string> => {
  const applicationName = account.name(what)
  await codedeploy().send(new CreateApplicationCommand({ applicationName, computePlatform: 'Lambda' }))
  account.later(() => codedeploy().send(new DeleteApplicationCommand({ applicationName })))
  return applicationName
}

let role: Promise<string> | undefined
const makeGroup = async (applicationName: string): Promise<void> => {
  role ??= makeRole(account, 'deploy', { Service: 'codedeploy.amazonaws.com' }, allowing('lambda:GetAlias'))
  const serviceRoleArn = await role
  await codedeploy().send(
    new CreateDeploymentGroupCommand({
      applicationName,
      deploymentGroupName,
      serviceRoleArn,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
    }),
  )
}

test('an application is made once, listed, and gone once it is deleted', async () => {
  const applicationName = await makeApplication('application')
  const { application } = await codedeploy().send(new GetApplicationCommand({ applicationName }))
  expect(application).toMatchObject({ applicationName, computePlatform: 'Lambda' })
  expect((await codedeploy().send(new ListApplicationsCommand({}))).applications).toContain(applicationName)
  const twice = new CreateApplicationCommand({ applicationName, computePlatform: 'Lambda' })
  expect(await refusal(codedeploy().send(twice))).toMatchObject({ name: 'ApplicationAlreadyExistsException' })
  await codedeploy().send(new DeleteApplicationCommand({ applicationName }))
  expect(await refusal(codedeploy().send(new GetApplicationCommand({ applicationName })))).toMatchObject({
    name: 'ApplicationDoesNotExistException',
    status: 400,
  })
})

test('a deployment group changes what it does after a failure', async () => {
  const applicationName = await makeApplication('groups')
  await makeGroup(applicationName)
  const autoRollbackConfiguration: AutoRollbackConfiguration = { enabled: true, events: ['DEPLOYMENT_FAILURE'] }
  await codedeploy().send(
    new UpdateDeploymentGroupCommand({
      applicationName,
      currentDeploymentGroupName: deploymentGroupName,
      autoRollbackConfiguration,
    }),
  )
  const found = await codedeploy().send(new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }))
  expect(found.deploymentGroupInfo).toMatchObject({
    deploymentGroupName,
    autoRollbackConfiguration,
  })
  const groups = async () =>
    (await codedeploy().send(new ListDeploymentGroupsCommand({ applicationName }))).deploymentGroups
  expect(await groups()).toEqual([deploymentGroupName])
  await codedeploy().send(new DeleteDeploymentGroupCommand({ applicationName, deploymentGroupName }))
  expect(await groups()).toEqual([])
})

test('a deployment whose role may not move the alias fails', async () => {
  const applicationName = await makeApplication('deployed')
  await makeGroup(applicationName)
  const Properties = { Name: account.name('nothing'), Alias: 'live', CurrentVersion: '1', TargetVersion: '2' }
  const content = JSON.stringify({ version: 0.0, Resources: [{ f: { Type: 'AWS::Lambda::Function', Properties } }] })
  const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } } as const
  const { deploymentId } = await codedeploy().send(
    new CreateDeploymentCommand({ applicationName, deploymentGroupName, revision }),
  )
  const { deploymentInfo } = await until(
    () => codedeploy().send(new GetDeploymentCommand({ deploymentId })),
    seen => ['Failed', 'Succeeded', 'Stopped'].includes(seen.deploymentInfo?.status ?? ''),
  )
  expect(deploymentInfo).toMatchObject({ applicationName, deploymentGroupName, status: 'Failed' })
})
