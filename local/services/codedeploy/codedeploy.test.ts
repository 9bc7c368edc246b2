import { standIn } from '../../../tests/support/stand-in.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { ServiceError } from '../../core/errors.ts'
import { operation, type Service } from '../../core/service.ts'
import { codedeploy } from './index.ts'

/** The one call that a deployment makes of Lambda. */
const moved: unknown[] = []
const lambda: Service<null> = {
  ...standIn('lambda'),
  source: 'aws.lambda',
  resourceTags: () => undefined,
  initial: () => null,
  evolve: () => {},
  operations: {
    UpdateAlias: operation<null>()({
      input: members => members.value,
      access: () => [{ action: 'lambda:UpdateAlias', resource: '*' }],
      perform: async (_, input) => {
        moved.push(input)
        return {}
      },
    }),
  },
}

let cloud: TestRuntime
let refused: string | undefined
const role = 'arn:aws:iam::000000000000:role/deploy'
const name = { applicationName: 'app', deploymentGroupName: 'group' }
const group = { ...name, serviceRoleArn: role }

beforeEach(async () => {
  moved.length = 0
  refused = undefined
  cloud = testRuntime([codedeploy, lambda], {
    refuse: (_, { action }) =>
      action === refused ? new ServiceError('AccessDenied', `not allowed: ${action}`, 403) : undefined,
  })
  await cloud.call('CreateApplication', { applicationName: 'app', computePlatform: 'Lambda' })
  await cloud.call('CreateDeploymentGroup', group)
})
afterEach(() => cloud.close())

const deploy = async () => {
  const content = JSON.stringify({
    version: 0.0,
    Resources: [
      {
        f: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: 'f', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' },
        },
      },
    ],
  })
  const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } }
  const { deploymentId } = await cloud.call('CreateDeployment', {
    applicationName: 'app',
    deploymentGroupName: 'group',
    revision,
  })
  await cloud.runtime.idle()
  return (await cloud.call('GetDeployment', { deploymentId })).deploymentInfo
}

test('a deployment moves the alias to the new version at once', async () => {
  expect(await deploy()).toMatchObject({
    status: 'Succeeded',
    deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
  })
  expect(moved).toEqual([{ FunctionName: 'f', Name: 'live', FunctionVersion: '2' }])
})

test('a role that may not move the alias fails the deployment with the reason', async () => {
  refused = 'lambda:UpdateAlias'
  expect(await deploy()).toMatchObject({
    status: 'Failed',
    errorInformation: { message: 'not allowed: lambda:UpdateAlias' },
  })
})

test('a group needs iam:PassRole on its role', async () => {
  refused = 'iam:PassRole'
  await expect(cloud.call('CreateDeploymentGroup', { ...group, deploymentGroupName: 'other' })).rejects.toThrow(
    'iam:PassRole',
  )
})

test('deleting an application deletes its groups', async () => {
  await cloud.call('DeleteApplication', { applicationName: 'app' })
  await expect(cloud.call('GetDeploymentGroup', name)).rejects.toThrow('No application found for name: app')
})

const wrong: readonly [string, string, object, string][] = [
  ['CreateApplication', 'twice', { applicationName: 'app', computePlatform: 'Lambda' }, 'already exists'],
  ['CreateApplication', 'for servers', { applicationName: 's' }, 'computePlatform Server is not carried out'],
  ['CreateDeploymentGroup', 'twice', group, 'already exists'],
  [
    'CreateDeploymentGroup',
    'that shifts in steps',
    { ...group, deploymentGroupName: 'c', deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' },
    'CodeDeployDefault.LambdaCanary10Percent5Minutes is not carried out by the local cloud; use CodeDeployDefault.LambdaAllAtOnce',
  ],
  [
    'CreateDeploymentGroup',
    'with alarms',
    { ...group, deploymentGroupName: 'a', alarmConfiguration: {} },
    'alarmConfiguration',
  ],
  ['GetDeployment', 'of no deployment', { deploymentId: 'd-X' }, 'The deployment d-X could not be found'],
]
test.each(wrong)('%s %s is refused', async (operation, _, input, message) => {
  await expect(cloud.call(operation, { ...input })).rejects.toThrow(message)
})
