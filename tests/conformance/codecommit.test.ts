// AWS CodeCommit: repositories, branches, commits.

import {
  BatchGetRepositoriesCommand,
  CodeCommitClient,
  CreateBranchCommand,
  CreateCommitCommand,
  CreateRepositoryCommand,
  DeleteBranchCommand,
  DeleteRepositoryCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetFileCommand,
  GetRepositoryCommand,
  ListBranchesCommand,
  ListRepositoriesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDefaultBranchCommand,
  UpdateRepositoryDescriptionCommand,
} from '@aws-sdk/client-codecommit'
import { refusal, useAccount } from './account.ts'

const account = useAccount()
const codecommit = () => account.client(CodeCommitClient)

const makeRepository = async (what: string): Promise<string> => {
  const repositoryName = account.name(what)
  await codecommit().send(new CreateRepositoryCommand({ repositoryName, repositoryDescription: 'to be thrown away' }))
  account.later(() => codecommit().send(new DeleteRepositoryCommand({ repositoryName })))
  return repositoryName
}

test('a new repository has an ARN, an id, a clone URL that ends in its name, and no branch', async () => {
  const repositoryName = await makeRepository('new')
  const { repositoryMetadata } = await codecommit().send(new GetRepositoryCommand({ repositoryName }))
  expect(repositoryMetadata).toMatchObject({
    repositoryName,
    repositoryDescription: 'to be thrown away',
    Arn: account.arn('codecommit', repositoryName),
    accountId: account.id,
  })
  expect(repositoryMetadata?.repositoryId).toMatch(/^[0-9a-f-]{36}$/)
  expect(repositoryMetadata?.cloneUrlHttp).toMatch(new RegExp(`/v1/repos/${repositoryName}$`))
  expect(repositoryMetadata?.defaultBranch).toBeUndefined()
  expect((await codecommit().send(new ListBranchesCommand({ repositoryName }))).branches ?? []).toEqual([])
})

test('a repository’s name is taken once', async () => {
  const repositoryName = await makeRepository('twice')
  expect(await refusal(codecommit().send(new CreateRepositoryCommand({ repositoryName })))).toEqual({
    name: 'RepositoryNameExistsException',
    message: `Repository named ${repositoryName} already exists`,
    status: 400,
  })
})

test('a repository that is not there', async () => {
  const repositoryName = account.name('nothing')
  expect(await refusal(codecommit().send(new GetRepositoryCommand({ repositoryName })))).toEqual({
    name: 'RepositoryDoesNotExistException',
    message: `${repositoryName} does not exist`,
    status: 400,
  })
  const { repositories, repositoriesNotFound } = await codecommit().send(
    new BatchGetRepositoriesCommand({ repositoryNames: [repositoryName] }),
  )
  expect([repositories ?? [], repositoriesNotFound]).toEqual([[], [repositoryName]])
})

test('deleting a repository that is not there is no error and names no id', async () => {
  const gone = await codecommit().send(new DeleteRepositoryCommand({ repositoryName: account.name('nothing') }))
  expect(gone.repositoryId).toBeUndefined()
})

test.each([
  ['a name with a slash', 'a/b', 'InvalidRepositoryNameException'],
  ['a name that ends in .git', 'a.git', 'InvalidRepositoryNameException'],
])('%s', async (_, repositoryName, name) => {
  expect(await refusal(codecommit().send(new CreateRepositoryCommand({ repositoryName })))).toMatchObject({ name })
})

test('a branch or a commit that is not there', async () => {
  const repositoryName = await makeRepository('empty')
  const branch = await refusal(codecommit().send(new GetBranchCommand({ repositoryName, branchName: 'main' })))
  expect(branch.name).toBe('BranchDoesNotExistException')
  const commitId = '0123456789012345678901234567890123456789'
  const commit = await refusal(codecommit().send(new GetCommitCommand({ repositoryName, commitId })))
  expect(commit.name).toBe('CommitIdDoesNotExistException')
})

test('a commit makes the first branch, which is the default', async () => {
  const repositoryName = await makeRepository('committed')
  const fileContent = new TextEncoder().encode('hello')
  const { commitId = '' } = await codecommit().send(
    new CreateCommitCommand({ repositoryName, branchName: 'main', putFiles: [{ filePath: 'a.txt', fileContent }] }),
  )
  expect(commitId).toMatch(/^[0-9a-f]{40}$/)
  const file = await codecommit().send(new GetFileCommand({ repositoryName, filePath: 'a.txt' }))
  expect([file.commitId, new TextDecoder().decode(file.fileContent)]).toEqual([commitId, 'hello'])
  await codecommit().send(new CreateBranchCommand({ repositoryName, branchName: 'other', commitId }))
  await codecommit().send(new UpdateDefaultBranchCommand({ repositoryName, defaultBranchName: 'other' }))
  expect(
    await refusal(codecommit().send(new DeleteBranchCommand({ repositoryName, branchName: 'other' }))),
  ).toMatchObject({ name: 'DefaultBranchCannotBeDeletedException' })
  const { deletedBranch } = await codecommit().send(new DeleteBranchCommand({ repositoryName, branchName: 'main' }))
  expect(deletedBranch).toEqual({ branchName: 'main', commitId })
})

test('a repository is listed, described anew, and has tags', async () => {
  const repositoryName = await makeRepository('tagged')
  const { repositories } = await codecommit().send(new ListRepositoriesCommand({}))
  expect(repositories?.map(each => each.repositoryName)).toContain(repositoryName)
  await codecommit().send(
    new UpdateRepositoryDescriptionCommand({ repositoryName, repositoryDescription: 'described anew' }),
  )
  const { repositoryMetadata } = await codecommit().send(new GetRepositoryCommand({ repositoryName }))
  expect(repositoryMetadata?.repositoryDescription).toBe('described anew')
  const resourceArn = account.arn('codecommit', repositoryName)
  await codecommit().send(new TagResourceCommand({ resourceArn, tags: { a: '1', b: '2' } }))
  await codecommit().send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }))
  expect((await codecommit().send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: '2' })
  const reserved = new TagResourceCommand({ resourceArn, tags: { 'aws:a': '1' } })
  expect(await refusal(codecommit().send(reserved))).toMatchObject({ name: 'InvalidSystemTagUsageException' })
})
