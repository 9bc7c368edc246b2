// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codedeploy-deploymentgroup.html

import { camelCase, text } from '../properties.ts'
import { carriedOut, createOnly, notCarriedOut, type Properties, type ResourceType, refused } from '../resource-type.ts'

export const deploymentGroup: ResourceType = {
  type: 'AWS::CodeDeploy::DeploymentGroup',
  properties: {
    ApplicationName: createOnly('string'),
    AutoRollbackConfiguration: carriedOut({ Enabled: 'boolean', Events: ['string'] }),
    DeploymentConfigName: carriedOut('only CodeDeployDefault.LambdaAllAtOnce'),
    DeploymentGroupName: createOnly('string'),
    DeploymentStyle: carriedOut({ DeploymentOption: 'string', DeploymentType: 'string' }),
    ServiceRoleArn: carriedOut('string'),
    ...notCarriedOut(
      'AutoScalingGroups',
      'BlueGreenDeploymentConfiguration',
      'Deployment',
      'ECSServices',
      'Ec2TagFilters',
      'Ec2TagSet',
      'LoadBalancerInfo',
      'OnPremisesInstanceTagFilters',
      'OnPremisesTagSet',
      'OutdatedInstancesStrategy',
      'Tags',
      'TerminationHookEnabled',
    ),
    ...refused('AlarmConfiguration', 'TriggerConfigurations'),
  },
  required: ['ApplicationName', 'ServiceRoleArn'],
  attributes: ['Id'],
  name: { property: 'DeploymentGroupName', max: 100 },
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const deploymentGroupName = text(properties, 'DeploymentGroupName')
    return await hands.make<{ readonly deploymentGroupId: string }>(
      'codedeploy',
      'CreateDeploymentGroup',
      { ...inputOf(properties), deploymentGroupName },
      ({ deploymentGroupId }) => ({ physicalId: deploymentGroupName, attributes: { Id: deploymentGroupId } }),
    )
  },
  update: async ({ physicalId }, properties, _, hands) => {
    await hands.call('codedeploy', 'UpdateDeploymentGroup', {
      ...inputOf(properties),
      currentDeploymentGroupName: physicalId,
    })
    return { physicalId }
  },
  delete: async ({ physicalId }, properties, hands) => {
    await hands.unmake('codedeploy', 'DeleteDeploymentGroup', {
      applicationName: text(properties, 'ApplicationName'),
      deploymentGroupName: physicalId,
    })
  },
}

const STRUCTURES = {
  AutoRollbackConfiguration: 'autoRollbackConfiguration',
  DeploymentStyle: 'deploymentStyle',
} as const

const inputOf = (properties: Properties) => ({
  applicationName: text(properties, 'ApplicationName'),
  serviceRoleArn: text(properties, 'ServiceRoleArn'),
  deploymentConfigName: properties.DeploymentConfigName,
  ...Object.fromEntries(
    Object.entries(STRUCTURES).flatMap(([name, member]) => {
      const value = properties[name]
      return value === undefined ? [] : [[member, camelCase(value)]]
    }),
  ),
})
