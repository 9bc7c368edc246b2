// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codecommit-repository.html

import { arnOf } from '../../../../core/arn.ts'
import { removedKeys, same, tagMap, text } from '../properties.ts'
import { carriedOut, notCarriedOut, type ResourceType, refused, TAG_LIST } from '../resource-type.ts'

export const repository: ResourceType = {
  type: 'AWS::CodeCommit::Repository',
  properties: {
    RepositoryDescription: carriedOut('string'),
    RepositoryName: carriedOut('string'),
    Tags: carriedOut(TAG_LIST),
    ...notCarriedOut('Code', 'Triggers'),
    ...refused('KmsKeyId'),
  },
  required: ['RepositoryName'],
  attributes: ['Arn', 'CloneUrlHttp', 'CloneUrlSsh', 'Name'],
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const name = text(properties, 'RepositoryName')
    const host = `git-codecommit.${hands.region}.amazonaws.com/v1/repos/${name}`
    const input = {
      repositoryName: name,
      repositoryDescription: properties.RepositoryDescription,
      ...(properties.Tags !== undefined && { tags: tagMap(properties.Tags) }),
    }
    return await hands.make<Created>('codecommit', 'CreateRepository', input, ({ repositoryMetadata }) => ({
      physicalId: repositoryMetadata.repositoryId,
      attributes: {
        Arn: repositoryMetadata.Arn,
        Name: name,
        CloneUrlHttp: `https://${host}`,
        CloneUrlSsh: `ssh://${host}`,
      },
    }))
  },
  update: async ({ physicalId, attributes }, properties, previous, hands) => {
    const name = text(properties, 'RepositoryName')
    if (!same(properties.RepositoryName, previous.RepositoryName))
      await hands.call('codecommit', 'UpdateRepositoryName', { oldName: previous.RepositoryName, newName: name })
    if (!same(properties.RepositoryDescription, previous.RepositoryDescription))
      await hands.call('codecommit', 'UpdateRepositoryDescription', {
        repositoryName: name,
        repositoryDescription: properties.RepositoryDescription ?? '',
      })
    const resourceArn = arnOf(hands, 'codecommit', name)
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('codecommit', 'UntagResource', { resourceArn, tagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('codecommit', 'TagResource', { resourceArn, tags: tagMap(properties.Tags) })
    return { physicalId, attributes: { ...attributes, Name: name, Arn: resourceArn } }
  },
  delete: async (_, properties, hands) => {
    await hands.unmake('codecommit', 'DeleteRepository', { repositoryName: text(properties, 'RepositoryName') })
  },
}

interface Created {
  readonly repositoryMetadata: { readonly repositoryId: string; readonly Arn: string }
}
