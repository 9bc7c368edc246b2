import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { type House, openHouse } from '../../../tests/support/codecommit/house.ts'
import { ServiceError } from '../../core/errors.ts'
import { keepLines, recordedIn } from '../../host/log/keep-lines.ts'

const ARN = 'arn:aws:codecommit:us-east-1:000000000000:TimeService'

const changes = (house: House): unknown[] =>
  house.events.filter(event => event['detail-type'] === 'CodeCommit Repository State Change').map(event => event.detail)

describe('git over HTTP', () => {
  let house: House
  beforeEach(async () => {
    house = await openHouse()
  })
  afterEach(() => house.close())

  test('the first push makes the default branch, announces it, and can be cloned', async () => {
    const commitId = await house.commit('a.txt', 'one')
    await house.git('push', '--quiet', house.url(), 'HEAD:refs/heads/trunk')
    expect(changes(house)).toEqual([
      {
        event: 'referenceCreated',
        repositoryName: 'TimeService',
        repositoryId: expect.any(String),
        referenceType: 'branch',
        referenceName: 'trunk',
        referenceFullName: 'refs/heads/trunk',
        commitId,
        callerUserArn: 'arn:aws:iam::000000000000:user/tester',
      },
    ])
    expect(await house.cloud.call('GetRepository', { repositoryName: 'TimeService' })).toMatchObject({
      repositoryMetadata: { defaultBranch: 'trunk', cloneUrlHttp: `${house.endpoint}/v1/repos/TimeService`, Arn: ARN },
    })
    await house.git('clone', '--quiet', house.url(), 'copy')
    expect(await house.git('-C', 'copy', 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('trunk')
  })

  test('a second push, a tag and a deletion are announced each for itself', async () => {
    const first = await house.commit('a.txt', 'one')
    await house.git('push', '--quiet', house.url(), 'main', 'main:other')
    const second = await house.commit('a.txt', 'two')
    await house.git('tag', '-a', 'v1', '-m', 'one')
    house.events.length = 0
    await house.git('push', '--quiet', house.url(), 'main', 'v1', ':other')
    expect(changes(house)).toMatchObject([
      { event: 'referenceUpdated', referenceName: 'main', commitId: second, oldCommitId: first },
      { event: 'referenceDeleted', referenceName: 'other', oldCommitId: first },
      { event: 'referenceCreated', referenceType: 'tag', referenceName: 'v1', commitId: second },
    ])
    expect(house.cloud.asked.map(({ access }) => access)).toContainEqual({
      action: 'codecommit:GitPush',
      resource: ARN,
      context: { 'codecommit:References': ['refs/heads/other', 'refs/heads/main', 'refs/tags/v1'].sort() },
    })
  })

  test('a push that a stop of the machine left unannounced is announced by the next start, once', async () => {
    await house.commit('a.txt', 'one')
    await house.git('push', '--quiet', house.url(), 'main')
    const commitId = await house.commit('a.txt', 'two')
    await house.git('push', '--quiet', house.url(), 'main', 'main:other')
    await house.cloud.runtime.stop()
    const log = join(house.cloud.stateFolder, 'events.jsonl')
    const lines = [...recordedIn(log)]
    expect(JSON.stringify(lines.at(-1))).toContain('referenceUpdated')
    keepLines(log, lines.length - 1)
    const restart = async () => {
      house.events.length = 0
      house.cloud = await house.cloud.restart()
      house.cloud.runtime.subscribe(event => house.events.push(event))
      await house.cloud.runtime.idle()
    }
    await restart()
    expect(changes(house)).toMatchObject([
      { event: 'referenceUpdated', referenceName: 'main', commitId, callerUserArn: 'arn:aws:iam::000000000000:root' },
      { event: 'referenceCreated', referenceName: 'other', commitId },
    ])
    await restart()
    expect(changes(house)).toEqual([])
  })

  test('a push that changes nothing announces nothing', async () => {
    await house.commit('a.txt', 'one')
    await house.git('push', '--quiet', house.url(), 'main')
    house.events.length = 0
    await house.git('push', '--quiet', house.url(), 'main')
    expect(changes(house)).toEqual([])
  })

  test('after a restart the repository and its commits are there', async () => {
    const commitId = await house.commit('a.txt', 'one')
    await house.git('push', '--quiet', house.url(), 'main')
    house.cloud = await house.cloud.restart()
    const { branch } = await house.cloud.call('GetBranch', { repositoryName: 'TimeService', branchName: 'main' })
    expect(branch).toEqual({ branchName: 'main', commitId })
    const { repositoryMetadata } = await house.cloud.call('GetRepository', { repositoryName: 'TimeService' })
    expect(repositoryMetadata).toMatchObject({ defaultBranch: 'main', repositoryDescription: 'd' })
  })
})

describe('git over HTTP refuses', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(() => house.close())

  test.each([
    ['without credentials', '', 401],
    ['with a password that nobody signed', 'ASIATESTTESTTESTTEST:20260101T000000Zabc', 401],
    ['with a key that was not issued', `AKIAOTHER:20260101T000000Z${'0'.repeat(64)}`, 401],
  ])('%s the answer is 401', async (_, user, status) => {
    const headers = { Authorization: `Basic ${Buffer.from(user).toString('base64')}` }
    const answer = await fetch(`${house.endpoint}/v1/repos/TimeService/info/refs?service=git-upload-pack`, { headers })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('www-authenticate')).toContain('Basic')
  })

  test.each([
    '/v1/repos/TimeService',
    '/v1/repos/TimeService/HEAD',
    '/v1/repos/../TimeService/info/refs?service=git-upload-pack',
    '/v1/repos/..%2fx/info/refs?service=git-upload-pack',
    '/v1/repos/TimeService/info/refs',
    '/v1/repos/TimeService/info/refs?service=git-evil',
  ])('%s is not there', async path => {
    expect((await fetch(house.endpoint + path)).status).toBe(404)
  })

  test('an unknown repository is named', async () => {
    await expect(house.git('ls-remote', house.url('Nothing'))).rejects.toThrow(/not found|does not exist/)
  })
})

test('a push without permission is refused with the reason and changes nothing', async () => {
  const house = await openHouse(({ action }) =>
    action === 'codecommit:GitPush' ? new ServiceError('AccessDenied', 'User: x is not authorized', 403) : undefined,
  )
  try {
    await house.commit('a.txt', 'one')
    await expect(house.git('push', house.url(), 'main')).rejects.toThrow('403')
    expect(await house.cloud.call('ListBranches', { repositoryName: 'TimeService' })).toMatchObject({ branches: [] })
  } finally {
    await house.close()
  }
})

test('a branch can be kept from those who may push to others', async () => {
  const house = await openHouse(({ context }) =>
    context?.['codecommit:References']?.includes('refs/heads/main')
      ? new ServiceError('AccessDenied', 'an explicit deny', 403)
      : undefined,
  )
  try {
    await house.commit('a.txt', 'one')
    await house.git('push', '--quiet', house.url(), 'main:feature')
    await expect(house.git('push', house.url(), 'main')).rejects.toThrow('403')
    expect(await house.cloud.call('ListBranches', { repositoryName: 'TimeService' })).toMatchObject({
      branches: ['feature'],
    })
  } finally {
    await house.close()
  }
})

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
