import { type House, openHouse } from '../../../../tests/support/codecommit/house.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const put = (filePath: string, text: string, more = {}) => ({
  filePath,
  fileContent: Buffer.from(text).toString('base64'),
  ...more,
})
const commit = (input: object) =>
  house.cloud.call('CreateCommit', { repositoryName: 'TimeService', branchName: 'main', ...input })

test('files are put and deleted without a clone, and each commit is announced like a push', async () => {
  const first = await commit({
    putFiles: [put('a/b "ü".txt', 'one\n'), put('run.sh', 'x', { fileMode: 'EXECUTABLE' })],
    authorName: 'A',
    email: 'a@b',
    commitMessage: 'first',
  })
  expect(first).toMatchObject({
    commitId: expect.stringMatching(/^[0-9a-f]{40}$/),
    treeId: expect.stringMatching(/^[0-9a-f]{40}$/),
    filesAdded: [
      { absolutePath: 'a/b "ü".txt', fileMode: 'NORMAL' },
      { absolutePath: 'run.sh', fileMode: 'EXECUTABLE' },
    ],
    filesUpdated: [],
    filesDeleted: [],
  })
  const second = await commit({
    parentCommitId: first.commitId,
    putFiles: [put('a/b "ü".txt', 'two\n')],
    deleteFiles: [{ filePath: 'run.sh' }],
  })
  expect(second).toMatchObject({ filesUpdated: [{}], filesDeleted: [{ absolutePath: 'run.sh' }] })
  const detail = { referenceFullName: 'refs/heads/main', commitId: second.commitId, oldCommitId: first.commitId }
  expect(house.events.findLast(event => event['detail-type'] === 'CodeCommit Repository State Change')).toMatchObject({
    detail: { event: 'referenceUpdated', ...detail },
  })
  await house.git('clone', '--quiet', house.url(), 'copy')
  expect(await house.git('-C', 'copy', '-c', 'core.quotePath=false', 'ls-files', '-z')).toBe('a/b "ü".txt\0')
  expect(await house.git('-C', 'copy', 'log', '--format=%an <%ae> %s')).toBe('tester <> \nA <a@b> first')
  expect(await house.git('ls-remote', house.url())).not.toContain('new-commit')
})

test.each([
  ['no file', {}, 'FileEntryRequiredException'],
  ['the same path twice', { putFiles: [put('a', '1'), put('/a', '2')] }, 'SamePathRequestException'],
  ['a path that leaves the repository', { putFiles: [put('../a', '1')] }, 'InvalidPathException'],
  ["git's own folder", { putFiles: [put('.git/config', '1')] }, 'InvalidPathException'],
  ['a file that is a folder too', { putFiles: [put('a', '1'), put('a/b', '2')] }, 'FileNameConflicts'],
  ['a file in place of a folder', { putFiles: [put('deep', '1')] }, 'FileNameConflictsWithDirectoryName'],
  ['a folder in place of a file', { putFiles: [put('kept/a', '1')] }, 'DirectoryNameConflictsWithFileName'],
  ['a file without content', { putFiles: [{ filePath: 'a' }] }, 'SourceFileOrContentRequiredException'],
  ['a deletion of what is not there', { deleteFiles: [{ filePath: 'nope' }] }, 'FileDoesNotExistException'],
  ['nothing new', { putFiles: [put('kept', 'k')] }, 'NoChangeException'],
  ['no parent', { putFiles: [put('a', '1')], parentCommitId: undefined }, 'ParentCommitIdRequiredException'],
  ['an unknown parent', { putFiles: [put('a', '1')], parentCommitId: '0'.repeat(40) }, 'ParentCommitDoesNotExist'],
  ['an unknown branch', { putFiles: [put('a', '1')], branchName: 'other' }, 'BranchDoesNotExistException'],
  ['copies', { putFiles: [{ filePath: 'a', sourceFile: { filePath: 'kept' } }] }, 'ValidationException'],
])('%s is refused', async (_, input, code) => {
  const { commitId } = await commit({ putFiles: [put('kept', 'k'), put('deep/file', 'f')] })
  const refusal = commit({ parentCommitId: commitId, ...input })
  await expect(refusal).rejects.toMatchObject({ code: expect.stringContaining(code) })
})

test('a folder may take the place of a file that is deleted by the same commit', async () => {
  const { commitId: parentCommitId } = await commit({ putFiles: [put('a', '1')] })
  await commit({ parentCommitId, putFiles: [put('a/b', '2')], deleteFiles: [{ filePath: 'a' }] })
  const { fileContent } = await house.cloud.call('GetFile', { repositoryName: 'TimeService', filePath: 'a/b' })
  expect(String(fileContent)).toBe('2')
})

test('of two commits on the same parent only one is made', async () => {
  const { commitId: parentCommitId } = await commit({ putFiles: [put('kept', 'k')] })
  const both = ['1', '2'].map(text => commit({ parentCommitId, putFiles: [put('a', text)] }))
  const settled = await Promise.allSettled(both)
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(settled[1]).toMatchObject({ reason: { code: 'ParentCommitIdOutdatedException' } })
})

test('commits and deletions of branches are authorized by the name of the branch', async () => {
  await commit({ putFiles: [put('kept', 'k')] })
  await house.cloud.call('DeleteBranch', { repositoryName: 'TimeService', branchName: 'other' })
  const asked = house.cloud.asked.map(({ access }) => access)
  for (const [action, branch] of [
    ['CreateCommit', 'main'],
    ['DeleteBranch', 'other'],
  ])
    expect(asked).toContainEqual({
      action: `codecommit:${action}`,
      resource: 'arn:aws:codecommit:us-east-1:000000000000:TimeService',
      context: { 'codecommit:References': [`refs/heads/${branch}`] },
    })
})
