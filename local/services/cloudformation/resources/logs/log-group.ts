// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html

import { arnOf } from '../../../../core/arn.ts'
import { ServiceError } from '../../../../core/errors.ts'
import { optionalText, removedKeys, same, tagMap, text } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  notCarriedOut,
  type Properties,
  type ResourceType,
  TAG_LIST,
} from '../resource-type.ts'

export const logGroup: ResourceType = {
  type: 'AWS::Logs::LogGroup',
  properties: {
    KmsKeyId: carriedOut('string'),
    LogGroupClass: carriedOut('string'),
    LogGroupName: createOnly('string'),
    RetentionInDays: carriedOut('integer'),
    Tags: carriedOut(TAG_LIST),
    ...notCarriedOut(
      'BearerTokenAuthenticationEnabled',
      'DataProtectionPolicy',
      'DeletionProtectionEnabled',
      'FieldIndexPolicies',
      'ResourcePolicyDocument',
    ),
  },
  required: [],
  attributes: ['Arn'],
  name: { property: 'LogGroupName', max: 512 },
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const logGroupName = text(properties, 'LogGroupName')
    const input = {
      logGroupName,
      kmsKeyId: properties.KmsKeyId,
      logGroupClass: properties.LogGroupClass,
      ...(properties.Tags !== undefined && { tags: tagMap(properties.Tags) }),
    }
    const made = await hands.make('logs', 'CreateLogGroup', input, () => ({
      physicalId: logGroupName,
      attributes: { Arn: `${arnOf(hands, 'logs', `log-group:${logGroupName}`)}:*` },
    }))
    if (properties.RetentionInDays !== undefined)
      await hands.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays: properties.RetentionInDays })
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const logGroupName = physicalId
    if (classOf(properties) !== classOf(previous))
      throw new ServiceError(
        'InvalidRequest',
        'Updates to LogGroupClass are not supported. Change LogGroupName with it',
      )
    if (!same(properties.RetentionInDays, previous.RetentionInDays)) {
      if (properties.RetentionInDays === undefined) await hands.call('logs', 'DeleteRetentionPolicy', { logGroupName })
      else await hands.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays: properties.RetentionInDays })
    }
    if (!same(properties.KmsKeyId, previous.KmsKeyId)) {
      if (properties.KmsKeyId === undefined) await hands.call('logs', 'DisassociateKmsKey', { logGroupName })
      else await hands.call('logs', 'AssociateKmsKey', { logGroupName, kmsKeyId: properties.KmsKeyId })
    }
    const resourceArn = arnOf(hands, 'logs', `log-group:${logGroupName}`)
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('logs', 'UntagResource', { resourceArn, tagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('logs', 'TagResource', { resourceArn, tags: tagMap(properties.Tags) })
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('logs', 'DeleteLogGroup', { logGroupName: physicalId })
  },
}

// Unverified: the words with which AWS refuses the change.
const classOf = (properties: Properties): string => optionalText(properties, 'LogGroupClass') ?? 'STANDARD'
