import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Repository, smallService } from '../../tests/support/repository.ts'
import { checkMachine } from './build-machine.ts'

let folder: string
let repository: Repository
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-machine-'))
  repository = smallService(join(folder, 'service'))
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'go'), '#!/bin/sh\necho go version go1.25.1 linux/amd64\n')
  chmodSync(join(bin, 'go'), 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const check = (runtimes: string, image: unknown = 'aws/codebuild/amazonlinux-x86_64-standard:6.0') => {
  const text = `version: 0.2\nphases: {install: {runtime-versions: ${runtimes}, commands: [go version]}}\n`
  const commit = repository.commit('change', { 'buildspec.yml': text })
  const Project = { Type: 'AWS::CodeBuild::Project', Properties: { Environment: { Image: image } } }
  const template = JSON.stringify({ Resources: { Project, Other: { Type: 'AWS::SNS::Topic' } } })
  return checkMachine(repository.folder, commit, template, { PATH: join(folder, 'bin') })
}

test.each<[string, string, unknown, readonly string[]]>([
  ['what the machine has', '{golang: 1.25}', { Ref: 'Image' }, []],
  [
    'another version',
    '{golang: 1.24}',
    { Ref: 'Image' },
    ['Build: the buildspec asks for golang 1.24, and this machine has 1.25.1'],
  ],
  [
    'another image',
    '{golang: latest}',
    'node:24',
    [expect.stringContaining('does not know which shell is sh in the build image node:24')],
  ],
])('%s is told', async (_, runtimes, image, notices) => {
  expect(await check(runtimes, image)).toEqual(notices)
})

test('what a build cannot do without is refused, all of it', async () => {
  await expect(check('{node: 24, nodejs: 18}')).rejects.toThrow(
    /^this machine cannot build commit \w{7}:\n {2}Unknown runtime named 'node'.*\n {2}the local cloud has nodejs \d+ alone/,
  )
})
