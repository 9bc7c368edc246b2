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
