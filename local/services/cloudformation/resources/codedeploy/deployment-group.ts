// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codedeploy-deploymentgroup.html

import { camelCase, text } from '../properties.ts'
import { carriedOut, createOnly, notCarriedOut, type Properties, type ResourceType } from '../resource-type.ts'

const ALL_AT_ONCE = 'CodeDeployDefault.LambdaAllAtOnce'

export const deploymentGroup: ResourceType = {
  type: 'AWS::CodeDeploy::DeploymentGroup',
  properties: {
    AlarmConfiguration: carriedOut({
      Alarms: [{ Name: 'string' }],
      Enabled: 'boolean',
      IgnorePollAlarmFailure: 'boolean',
    }),
    ApplicationName: createOnly('string'),
    AutoRollbackConfiguration: carriedOut({ Enabled: 'boolean', Events: ['string'] }),
    DeploymentConfigName: carriedOut('string'),
    DeploymentGroupName: createOnly('string'),
    DeploymentStyle: carriedOut({ DeploymentOption: 'string', DeploymentType: 'string' }),
    ServiceRoleArn: carriedOut('string'),
    TriggerConfigurations: carriedOut([
      { TriggerEvents: ['string'], TriggerName: 'string', TriggerTargetArn: 'string' },
    ]),
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
  },
  required: ['ApplicationName', 'ServiceRoleArn'],
  attributes: ['Id'],
  name: { property: 'DeploymentGroupName', max: 100 },
  existing: 'refused as it is made',
  refused: ({ DeploymentConfigName: config = ALL_AT_ONCE, AlarmConfiguration, TriggerConfigurations }) => [
    ...(config === ALL_AT_ONCE
      ? []
      : [`DeploymentConfigName ${config} is not carried out by the local cloud; use ${ALL_AT_ONCE}`]),
    ...(AlarmConfiguration === undefined ? [] : ['AlarmConfiguration is not carried out by the local cloud']),
    ...(TriggerConfigurations === undefined ? [] : ['TriggerConfigurations is not carried out by the local cloud']),
  ],
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
  AlarmConfiguration: 'alarmConfiguration',
  AutoRollbackConfiguration: 'autoRollbackConfiguration',
  DeploymentStyle: 'deploymentStyle',
  TriggerConfigurations: 'triggerConfigurations',
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
