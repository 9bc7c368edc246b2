// What the CDK notes about itself; it makes nothing, on AWS neither.

import { carriedOut, type ResourceType } from '../resource-type.ts'

export const cdkMetadata: ResourceType = {
  type: 'AWS::CDK::Metadata',
  properties: { Analytics: carriedOut('string') },
  required: [],
  attributes: [],
  existing: 'gets a new id',
  create: async (_, hands) => ({ physicalId: hands.newId() }),
  update: async ({ physicalId }) => ({ physicalId }),
  delete: async () => {},
}
