// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html
// Differs from AWS: it has a name and an address, as a bootstrap stack of the CDK wants them, and takes no images; the stack event says so.

import { arnOf } from '../../../../core/arn.ts'
import { text } from '../properties.ts'
import { createOnly, notCarriedOut, type ResourceType } from '../resource-type.ts'

export const imageRepository: ResourceType = {
  type: 'AWS::ECR::Repository',
  properties: {
    RepositoryName: createOnly('string'),
    ...notCarriedOut(
      'EmptyOnDelete',
      'EncryptionConfiguration',
      'ImageScanningConfiguration',
      'ImageTagMutability',
      'ImageTagMutabilityExclusionFilters',
      'LifecyclePolicy',
      'RepositoryPolicyText',
      'Tags',
    ),
  },
  required: [],
  attributes: ['Arn', 'RepositoryUri'],
  name: { property: 'RepositoryName', max: 256, lowerCase: true },
  existing: { takenOver: 'nothing is made' },
  standsFor: 'a repository that takes images',
  create: async (properties, hands) => {
    const physicalId = text(properties, 'RepositoryName')
    return {
      physicalId,
      attributes: {
        Arn: arnOf(hands, 'ecr', `repository/${physicalId}`),
        RepositoryUri: `${hands.account}.dkr.ecr.${hands.region}.amazonaws.com/${physicalId}`,
      },
    }
  },
  update: async resource => resource,
  delete: async () => {},
}
