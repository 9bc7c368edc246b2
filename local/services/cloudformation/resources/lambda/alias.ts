// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html

import { ServiceError } from '../../../../core/errors.ts'
import { pick, same, structure, structures, text } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  type Hands,
  notCarriedOut,
  type Properties,
  type ResourceType,
} from '../resource-type.ts'
import { unqualified } from './names.ts'
import { unserved } from './served.ts'

export const alias: ResourceType = {
  type: 'AWS::Lambda::Alias',
  properties: {
    Description: carriedOut('string'),
    FunctionName: createOnly('string'),
    FunctionVersion: carriedOut('string'),
    Name: createOnly('string'),
    RoutingConfig: carriedOut({ AdditionalVersionWeights: [{ FunctionVersion: 'string', FunctionWeight: 'number' }] }),
    ...notCarriedOut('ProvisionedConcurrencyConfig'),
  },
  required: ['FunctionName', 'FunctionVersion', 'Name'],
  attributes: ['AliasArn'],
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    return await hands.make<{ readonly AliasArn: string }>(
      'lambda',
      'CreateAlias',
      inputOf(properties),
      ({ AliasArn }) => ({ physicalId: AliasArn, attributes: { AliasArn } }),
    )
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const policy = structure(hands.updatePolicy?.CodeDeployLambdaAliasUpdate)
    const moves = !same(properties.FunctionVersion, previous.FunctionVersion)
    if (moves && policy.ApplicationName !== undefined) await deploy(policy, properties, previous, hands)
    else await hands.call('lambda', 'UpdateAlias', inputOf(properties))
    return { physicalId }
  },
  delete: async (_, properties, hands) => {
    await hands.unmake('lambda', 'DeleteAlias', {
      FunctionName: unqualified(text(properties, 'FunctionName')),
      Name: properties.Name,
    })
  },
  withoutEffect: (_, properties, hands) =>
    unserved(unqualified(text(properties, 'FunctionName')), text(properties, 'Name'), hands),
}

const inputOf = (properties: Properties) => ({
  ...pick(properties, ['Name', 'FunctionVersion', 'Description']),
  FunctionName: unqualified(text(properties, 'FunctionName')),
  ...(properties.RoutingConfig !== undefined && {
    RoutingConfig: {
      AdditionalVersionWeights: Object.fromEntries(
        structures(structure(properties.RoutingConfig).AdditionalVersionWeights).map(weight => [
          text(weight, 'FunctionVersion'),
          weight.FunctionWeight,
        ]),
      ),
    },
  }),
})

/** The traffic moves as the deployment group says; the update waits until it has. */
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
const deploy = async (policy: Properties, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  const resource = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Name: unqualified(text(next, 'FunctionName')),
      Alias: next.Name,
      CurrentVersion: previous.FunctionVersion,
      TargetVersion: next.FunctionVersion,
    },
  }
  const hooks = ['BeforeAllowTraffic', 'AfterAllowTraffic'].flatMap(name =>
    policy[`${name}Hook`] === undefined ? [] : [{ [name]: policy[`${name}Hook`] }],
  )
  const content = {
    version: 0,
    Resources: [{ [hands.logicalId]: resource }],
    ...(hooks.length > 0 && { Hooks: hooks }),
  }
  const { deploymentId } = await hands.call<{ readonly deploymentId: string }>('codedeploy', 'CreateDeployment', {
    applicationName: policy.ApplicationName,
    deploymentGroupName: policy.DeploymentGroupName,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content: JSON.stringify(content) } },
  })
  await hands.until(async () => {
    const { deploymentInfo } = await hands.call<Deployment>('codedeploy', 'GetDeployment', { deploymentId })
    const { status, errorInformation } = deploymentInfo
    if (status === 'Failed' || status === 'Stopped')
      throw new ServiceError(
        'NotStabilized',
        `CodeDeploy deployment ${deploymentId} ended ${status}: ${errorInformation?.message ?? 'no reason given'}`,
      )
    return status === 'Succeeded'
  })
}

interface Deployment {
  readonly deploymentInfo: { readonly status: string; readonly errorInformation?: { readonly message?: string } }
}
