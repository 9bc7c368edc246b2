// The zip that a pipeline's source action makes of a commit: what stands where a symbolic link was.
import { lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type House, openHouse } from '../../../tests/support/codecommit/house.ts'
import { unzipTo } from '../../host/zip.ts'

let house: House
let folder: string
beforeEach(async () => {
  house = await openHouse()
  folder = mkdtempSync(join(tmpdir(), 'archive-test-'))
})
afterEach(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Puts the object under these paths, as git's link or file, and pushes. */
const push = async (...entries: readonly string[]): Promise<string> => {
  const object = await house.git('hash-object', '-w', 'target.txt')
  for (const entry of entries) {
    const [mode = '', path = ''] = entry.split(' ')
    await house.git('update-index', '--add', '--cacheinfo', `${mode},${object},${path}`)
  }
  await house.git('commit', '--quiet', '--message', 'entries')
  await house.git('push', '--quiet', house.url(), 'main')
  return house.git('rev-parse', 'HEAD')
}

const archive = async (commitId: string, s3Key = 'a.zip'): Promise<Buffer> => {
  await house.cloud.call('UploadArchive', { repositoryName: 'TimeService', commitId, s3Bucket: 'b', s3Key })
  return house.stored.get(s3Key) ?? Buffer.alloc(0)
}

test.each([
  ['a link is a file that can be run, with the path it led to', '120000', true],
  ['a file is a file', '100644', false],
  ['a program is a program', '100755', true],
])('%s', async (_, mode, runs) => {
  await house.commit('target.txt', 'lib/app.yaml')
  const commitId = await push(`${mode} deep/é.yaml`, '100644 plain')
  const zip = await archive(commitId)
  await unzipTo(zip, folder)
  const status = lstatSync(join(folder, 'deep/é.yaml'))
  expect([status.isFile(), (status.mode & 0o100) !== 0]).toEqual([true, runs])
  expect(readFileSync(join(folder, 'deep/é.yaml'), 'utf8')).toBe('lib/app.yaml')
  expect(lstatSync(join(folder, 'plain')).mode & 0o100).toBe(0)
  expect((await archive(commitId, 'again.zip')).equals(zip)).toBe(true)
})
