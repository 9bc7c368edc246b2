// What the CDK notes about itself; it makes nothing, on AWS neither.

import { type ResourceType, withoutEffect } from '../resource-type.ts'

export const cdkMetadata: ResourceType = {
  type: 'AWS::CDK::Metadata',
  properties: { Analytics: withoutEffect('string', 'the CDK counts with it which constructs are in use') },
  required: [],
  attributes: [],
  existing: 'gets a new id',
  create: async (_, hands) => ({ physicalId: hands.newId() }),
  update: async ({ physicalId }) => ({ physicalId }),
  delete: async () => {},
}
