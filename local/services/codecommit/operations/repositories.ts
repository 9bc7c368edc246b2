// Operations on repositories as a whole.
// https://docs.aws.amazon.com/codecommit/latest/APIReference/API_Operations.html

import { notCarriedOut, ServiceError } from '../../../core/errors.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { createBareRepository, deleteBareRepository } from '../machine/bare-repository.ts'
import { inTurn } from '../machine/in-turn.ts'
import { repositoryAccess, repositoryArn, repositoryNamed, repositoryNameOf } from '../names.ts'
import type { CodeCommitState, Repository } from '../state.ts'
import { changed } from '../trail.ts'

const define = operation<CodeCommitState>()

/** Differs from AWS: the clone URL is that of the local endpoint; there is no SSH. */
export const metadataOf = (
  repository: Omit<Repository, 'references'> & Partial<Repository>,
  endpoint: string,
): Readonly<Record<string, unknown>> => {
  const { tags: _, references: __, creationDate, lastModifiedDate, ...metadata } = repository
  return {
    ...metadata,
    creationDate: new Date(creationDate),
    lastModifiedDate: new Date(lastModifiedDate),
    cloneUrlHttp: `${endpoint}/v1/repos/${repository.repositoryName}`,
  }
}

const CreateRepository = define({
  input: members => {
    if (members.has('kmsKeyId')) throw notCarriedOut('codecommit', 'CreateRepository', ['kmsKeyId']) // repositories lie on the disk as git writes them
    const repositoryDescription = members.optionalString('repositoryDescription', { max: 1000 })
    return {
      repositoryName: repositoryNameOf(members),
      tags: members.map('tags'),
      ...(repositoryDescription !== undefined && { repositoryDescription }),
    }
  },
  access: (input, scope) => [
    ...repositoryAccess('CreateRepository')(input, scope),
    ...(Object.keys(input.tags).length > 0 ? repositoryAccess('TagResource')(input, scope) : []),
  ],
  perform: (desk, input, { answer }) => {
    const { repositoryName } = input
    const folder = desk.folder(`${repositoryName}.git`)
    return inTurn(folder, async () => {
      if (desk.state.repositories.has(repositoryName))
        throw new ServiceError('RepositoryNameExistsException', `Repository named ${repositoryName} already exists`)
      await createBareRepository(folder)
      const time = desk.now().toISOString()
      const repository: Omit<Repository, 'references'> = {
        ...input,
        repositoryId: desk.newId(),
        Arn: repositoryArn(desk, repositoryName),
        accountId: desk.account,
        creationDate: time,
        lastModifiedDate: time,
      }
      const made = changed('CreateRepository', repository.Arn, repository)
      return answer({ repositoryMetadata: metadataOf(repository, desk.endpoint) }, made)
    })
  },
})

const GetRepository = define({
  input: members => ({ repositoryName: repositoryNameOf(members) }),
  access: repositoryAccess('GetRepository'),
  decide: (state, { repositoryName }, { endpoint }) => ({
    output: { repositoryMetadata: metadataOf(repositoryNamed(state, repositoryName), endpoint) },
  }),
})

const BatchGetRepositories = define({
  input: members => {
    members.mustHave('repositoryNames')
    const repositoryNames = members.strings('repositoryNames')
    if (repositoryNames.length === 0)
      throw new ServiceError('RepositoryNamesRequiredException', 'At least one repository name is required')
    return { repositoryNames }
  },
  access: ({ repositoryNames }, scope) =>
    repositoryNames.map(name => ({ action: 'codecommit:BatchGetRepositories', resource: repositoryArn(scope, name) })),
  decide: (state, { repositoryNames }, { endpoint }) => ({
    output: {
      repositories: repositoryNames.flatMap(name => {
        const repository = state.repositories.get(name)
        return repository ? [metadataOf(repository, endpoint)] : []
      }),
      repositoriesNotFound: repositoryNames.filter(name => !state.repositories.has(name)),
    },
  }),
})

const DeleteRepository = define({
  input: members => ({ repositoryName: repositoryNameOf(members) }),
  access: repositoryAccess('DeleteRepository'),
  perform: (desk, { repositoryName }, { answer }) => {
    const folder = desk.folder(`${repositoryName}.git`)
    return inTurn(folder, async () => {
      const repository = desk.state.repositories.get(repositoryName)
      const { repositoryId, Arn } = repository ?? {}
      const gone = Arn === undefined ? [] : [changed('DeleteRepository', Arn, { repositoryName })]
      const output = answer({ repositoryId }, ...gone)
      await deleteBareRepository(folder)
      return output
    })
  },
})

const ListRepositories = define({
  input: members => ({
    sortBy: members.optionalString('sortBy', { values: ['repositoryName', 'lastModifiedDate'] }) ?? 'repositoryName',
    order: members.optionalString('order', { values: ['ascending', 'descending'] }) ?? 'ascending',
  }),
  access: () => [{ action: 'codecommit:ListRepositories', resource: '*' }],
  decide: (state, { sortBy, order }) => {
    const key = (repository: Repository): string =>
      sortBy === 'lastModifiedDate' ? repository.lastModifiedDate : repository.repositoryName
    const sorted = [...state.repositories.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1))
    const listed = order === 'ascending' ? sorted : sorted.reverse()
    const repositories = listed.map(({ repositoryName, repositoryId }) => ({ repositoryName, repositoryId }))
    return { output: { repositories } }
  },
})

const UpdateRepositoryDescription = define({
  input: members => ({
    repositoryName: repositoryNameOf(members),
    repositoryDescription: members.optionalString('repositoryDescription', { max: 1000 }),
  }),
  access: repositoryAccess('UpdateRepositoryDescription'),
  decide: (state, input) => {
    const { Arn } = repositoryNamed(state, input.repositoryName)
    return { output: {}, facts: [changed('UpdateRepositoryDescription', Arn, input)] }
  },
})

export const repositories: Readonly<Record<string, Operation<CodeCommitState>>> = {
  CreateRepository,
  GetRepository,
  BatchGetRepositories,
  DeleteRepository,
  ListRepositories,
  UpdateRepositoryDescription,
}
