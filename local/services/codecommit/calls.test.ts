// What CodeCommit answers to calls: commits, files, archives, branches, repositories and tags.

import { renameSync } from 'node:fs'
import { type House, openHouse } from '../../../tests/support/codecommit/house.ts'

const ARN = 'arn:aws:codecommit:us-east-1:000000000000:TimeService'

const changes = (house: House): unknown[] =>
  house.events.filter(event => event['detail-type'] === 'CodeCommit Repository State Change').map(event => event.detail)

describe('operations', () => {
  let house: House
  let commitId: string
  const open = async (): Promise<void> => {
    house = await openHouse()
    await house.commit('.gitattributes', '*.txt export-ignore\n')
    commitId = await house.commit('a.txt', 'one')
    await house.git('push', '--quiet', house.url(), 'main')
  }
  const close = () => house.close()

  const call = (name: string, input: Record<string, unknown> = {}): Promise<Record<string, unknown>> =>
    house.cloud.call(name, {
      ...(/Resource|ListRepositories/.test(name) ? {} : { repositoryName: 'TimeService' }),
      ...input,
    })

  describe('that change nothing', () => {
    beforeAll(open)
    afterAll(close)

    test('GetCommit gives what git knows', async () => {
      expect(await call('GetCommit', { commitId })).toEqual({
        commit: {
          commitId,
          treeId: expect.stringMatching(/^[0-9a-f]{40}$/),
          parents: [expect.stringMatching(/^[0-9a-f]{40}$/)],
          message: 'writes a.txt\n',
          author: { name: 'A', email: 'a@b', date: '1700000000 +0100' },
          committer: { name: 'C', email: 'c@d', date: '1700000000 +0100' },
          additionalData: '',
        },
      })
    })

    test('GetFile gives a file of the default branch', async () => {
      const { fileContent, ...file } = await call('GetFile', { filePath: 'a.txt' })
      expect(Buffer.from(fileContent as Uint8Array).toString()).toBe('one')
      expect(file).toMatchObject({ commitId, fileMode: 'NORMAL', fileSize: 3 })
    })

    test('UploadArchive puts the same bytes for the same commit, with every file', async () => {
      await call('UploadArchive', { commitId, s3Bucket: 'b', s3Key: 'one.zip' })
      await call('UploadArchive', { commitId, s3Bucket: 'b', s3Key: 'two.zip' })
      const [one, two] = [house.stored.get('one.zip'), house.stored.get('two.zip')]
      expect(one?.subarray(0, 2).toString()).toBe('PK')
      expect(one?.includes('a.txt')).toBe(true)
      expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true)
      expect(house.cloud.asked.slice(-2).map(({ access }) => access)).toEqual([
        { action: 'codecommit:UploadArchive', resource: ARN },
        { action: 's3:PutObject', resource: 'arn:aws:s3:::b/two.zip' },
      ])
    })

    test.each([
      ['CreateRepository', {}, 'RepositoryNameExistsException'],
      ['CreateRepository', { repositoryName: 'a b' }, 'InvalidRepositoryNameException'],
      ['CreateRepository', { repositoryName: 'a.git' }, 'InvalidRepositoryNameException'],
      ['CreateRepository', { repositoryName: '..' }, 'InvalidRepositoryNameException'],
      ['CreateRepository', { repositoryName: 'x'.repeat(101) }, 'InvalidRepositoryNameException'],
      ['CreateRepository', { repositoryName: 'x', kmsKeyId: 'k' }, 'NotImplemented'],
      ['GetRepository', { repositoryName: 'Nothing' }, 'RepositoryDoesNotExistException'],
      ['GetRepository', { repositoryName: undefined }, 'RepositoryNameRequiredException'],
      ['GetBranch', { branchName: 'nothing' }, 'BranchDoesNotExistException'],
      ['GetBranch', { branchName: '--upload-pack=x' }, 'InvalidBranchNameException'],
      ['GetBranch', { branchName: 'a..b' }, 'InvalidBranchNameException'],
      ['CreateBranch', { branchName: 'b', commitId: '0'.repeat(40) }, 'CommitDoesNotExistException'],
      ['DeleteBranch', { branchName: 'main' }, 'DefaultBranchCannotBeDeletedException'],
      ['UpdateDefaultBranch', { defaultBranchName: 'nothing' }, 'BranchDoesNotExistException'],
      ['GetCommit', { commitId: '0'.repeat(40) }, 'CommitIdDoesNotExistException'],
      ['GetCommit', { commitId: '-x' }, 'InvalidCommitIdException'],
      ['GetFile', { filePath: 'nothing' }, 'FileDoesNotExistException'],
      ['GetFile', { filePath: '../../config' }, 'FileDoesNotExistException'],
      ['UploadArchive', { commitId: '0'.repeat(40), s3Bucket: 'b', s3Key: 'k' }, 'CommitDoesNotExistException'],
      ['ListRepositories', { nextToken: 'x' }, 'InvalidContinuationTokenException'],
    ])('%s with %j is a %s', async (name, input, code) => {
      await expect(call(name, input)).rejects.toMatchObject({ code })
    })
  })

  describe('that change something', () => {
    beforeEach(open)
    afterEach(close)

    test('branches are made, listed and deleted, with their events', async () => {
      house.events.length = 0
      await call('CreateBranch', { branchName: 'feature/x', commitId })
      expect(await call('ListBranches')).toMatchObject({ branches: ['feature/x', 'main'] })
      expect(await call('DeleteBranch', { branchName: 'feature/x' })).toEqual({
        deletedBranch: { branchName: 'feature/x', commitId },
      })
      expect(changes(house)).toMatchObject([{ event: 'referenceCreated' }, { event: 'referenceDeleted' }])
    })

    test('what a stop of the machine left of a deleted repository is not in the next one of its name', async () => {
      const folder = house.cloud.runtime.desk('codecommit').folder('TimeService.git')
      const aside = `${folder}-aside`
      renameSync(folder, aside)
      await call('DeleteRepository')
      renameSync(aside, folder)
      house.cloud = await house.cloud.restart()
      await call('CreateRepository')
      expect(await call('ListBranches')).toMatchObject({ branches: [] })
    })

    test('a deleted repository is gone, and its name is free', async () => {
      await call('DeleteRepository')
      await expect(call('GetRepository')).rejects.toMatchObject({ code: 'RepositoryDoesNotExistException' })
      await call('CreateRepository')
      expect(await call('ListBranches')).toMatchObject({ branches: [] })
    })

    test('tags are set, listed and taken away', async () => {
      await call('TagResource', { resourceArn: ARN, tags: { c: 'd' } })
      await call('UntagResource', { resourceArn: ARN, tagKeys: ['a'] })
      expect(await call('ListTagsForResource', { resourceArn: ARN })).toEqual({ tags: { c: 'd' } })
    })
  })
})
