import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Repository, smallService } from '../../../tests/support/repository.ts'
import { addRemote } from './repository.ts'

let folder: string
let repository: Repository
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-cloud-repository-'))
  repository = smallService(folder)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const settings = () => repository.git('config', '--local', '--get-regexp', '^(credential|remote)\\.').split('\n')

test('the remote and its helper are written once, however often and at whatever port the local cloud starts', async () => {
  for (const port of [4600, 4700, 4700])
    await addRemote(folder, 'local', `http://127.0.0.1:${port}/v1/repos/A`, '!sign')
  expect(settings()).toEqual([
    'remote.local.url http://127.0.0.1:4700/v1/repos/A',
    'remote.local.fetch +refs/heads/*:refs/remotes/local/*',
    'credential.http://127.0.0.1:4700.helper !sign',
    'credential.http://127.0.0.1:4700.usehttppath true',
  ])
})

test("a remote of that name that is the person's own stays as it is", async () => {
  repository.git('remote', 'add', 'local', '/mnt/backup/a.git')
  await expect(addRemote(folder, 'local', 'http://127.0.0.1:4600/v1/repos/A', '!sign')).rejects.toThrow(
    "the repository has a remote 'local' of its own (/mnt/backup/a.git)",
  )
  expect(settings()[0]).toBe('remote.local.url /mnt/backup/a.git')
})
