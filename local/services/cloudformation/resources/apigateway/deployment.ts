// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html

import { isGone, same } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  type Hands,
  notCarriedOut,
  type Properties,
  type ResourceType,
} from '../resource-type.ts'

export const deployment: ResourceType = {
  type: 'AWS::ApiGateway::Deployment',
  properties: {
    Description: carriedOut('string'),
    RestApiId: createOnly('string'),
    StageName: carriedOut('string'),
    ...notCarriedOut('DeploymentCanarySettings', 'StageDescription'),
  },
  required: ['RestApiId'],
  attributes: ['DeploymentId'],
  // A stage of that StageName that is there leads to the new deployment from then on, as CreateDeployment has it.
  existing: 'gets a new id',
  create: async (properties, hands) => {
    const input = {
      restApiId: properties.RestApiId,
      description: properties.Description,
      stageName: properties.StageName,
    }
    return await hands.make<{ readonly id: string }>('apigateway', 'CreateDeployment', input, ({ id }) => ({
      physicalId: id,
      attributes: { DeploymentId: id },
    }))
  },
  replaces: (previous, next) => !same(previous.StageName, next.StageName),
  update: async ({ physicalId }, properties, _, hands) => {
    await hands.call('apigateway', 'UpdateDeployment', {
      restApiId: properties.RestApiId,
      deploymentId: physicalId,
      patchOperations: [{ op: 'replace', path: '/description', value: String(properties.Description ?? '') }],
    })
    return { physicalId }
  },
  delete: async ({ physicalId }, properties, hands) => {
    await deleteOwnStage(physicalId, properties, hands)
    await hands.unmake('apigateway', 'DeleteDeployment', { restApiId: properties.RestApiId, deploymentId: physicalId })
  },
}

/** The stage that StageName made goes with its deployment, unless a later deployment has taken it over. */
const deleteOwnStage = async (deploymentId: string, { RestApiId, StageName }: Properties, hands: Hands) => {
  if (StageName === undefined) return
  const stage = { restApiId: RestApiId, stageName: StageName }
  try {
    const current = await hands.call<{ readonly deploymentId: string }>('apigateway', 'GetStage', stage)
    if (current.deploymentId === deploymentId) await hands.call('apigateway', 'DeleteStage', stage)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}
