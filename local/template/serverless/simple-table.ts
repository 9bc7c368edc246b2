// AWS::Serverless::SimpleTable: a DynamoDB table with one key.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html

import { ResourceProblem } from './problem.ts'
import {
  allAttributes,
  checkProperties,
  dependsOn,
  type Made,
  made,
  mapProperty,
  type ServerlessResource,
  tagList,
} from './resource.ts'

const PROPERTIES =
  'PointInTimeRecoverySpecification PrimaryKey ProvisionedThroughput TableName Tags SSESpecification'.split(' ')
const TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' }

export const transformSimpleTable = (resource: ServerlessResource): Made => {
  checkProperties(resource, PROPERTIES)
  const { logicalId, declaration, properties } = resource
  const { Name = 'id', Type = 'String' } = keyOf(resource)
  const AttributeType = TYPES[String(Type)]
  if (AttributeType === undefined) throw new ResourceProblem(logicalId, `Invalid 'Type' "${String(Type)}".`)
  const tags = mapProperty(resource, 'Tags')
  return made(
    logicalId,
    'AWS::DynamoDB::Table',
    { ...dependsOn(declaration), ...allAttributes(declaration) },
    {
      AttributeDefinitions: [{ AttributeName: Name, AttributeType }],
      KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
      PointInTimeRecoverySpecification: properties.PointInTimeRecoverySpecification,
      ProvisionedThroughput: properties.ProvisionedThroughput,
      BillingMode: properties.ProvisionedThroughput ? undefined : 'PAY_PER_REQUEST',
      SSESpecification: properties.SSESpecification,
      TableName: properties.TableName,
      Tags: tags && Object.keys(tags).length > 0 ? tagList(tags) : undefined,
    },
  )
}

const keyOf = (resource: ServerlessResource): ReturnType<typeof mapProperty> & {} => {
  const key = mapProperty(resource, 'PrimaryKey')
  if (!key) return {}
  for (const name of ['Name', 'Type'])
    if (key[name] === undefined)
      throw new ResourceProblem(resource.logicalId, `Property 'PrimaryKey.${name}' is required.`)
  return key
}
