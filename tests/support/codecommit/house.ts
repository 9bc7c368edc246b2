// CodeCommit behind a port of its own, and a work tree to push from: the real git, over real HTTP.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import type { ServiceEvent } from '../../../local/core/event.ts'
import type { Access } from '../../../local/core/policy.ts'
import { type Desk, operation, type Service } from '../../../local/core/service.ts'
import { gitSignature } from '../../../local/services/codecommit/git-password.ts'
import { codecommit } from '../../../local/services/codecommit/index.ts'
import type { CodeCommitState } from '../../../local/services/codecommit/state.ts'
import { standIn } from '../stand-in.ts'
import { type TestRuntime, testRuntime } from '../test-runtime.ts'

/** Stands where S3 stands, and keeps what is put. */
const bucket = (stored: Map<string, Buffer>): Service<null> => ({
  ...standIn('s3'),
  source: 'aws.s3',
  resourceTags: () => undefined,
  initial: () => null,
  evolve: () => {},
  operations: {
    PutObject: operation<null>()({
      input: members => members.value,
      access: ({ Bucket, Key }) => [{ action: 's3:PutObject', resource: `arn:aws:s3:::${Bucket}/${Key}` }],
      perform: async (_, { Key, Body }) => {
        if (!(Body instanceof Readable)) throw new Error('the body should be streamed')
        stored.set(String(Key), await buffer(Body))
        return { ETag: '"e"', VersionId: 'v1' }
      },
    }),
  },
})

const run = promisify(execFile)

export interface House {
  cloud: TestRuntime
  readonly endpoint: string
  readonly stored: Map<string, Buffer>
  readonly events: ServiceEvent[]
  /** A work tree with one commit; `git` runs in it. */
  git(...args: string[]): Promise<string>
  commit(file: string, text: string): Promise<string>
  url(name?: string): string
  close(): Promise<void>
}

/** `refuse` stands where the policies stand. */
export const openHouse = async (refuse?: (access: Access) => Error | undefined): Promise<House> => {
  const stored = new Map<string, Buffer>()
  const cloud = testRuntime([codecommit, bucket(stored)], { refuse: (_, access) => refuse?.(access) })
  const events: ServiceEvent[] = []
  cloud.runtime.subscribe(event => events.push(event))
  const server = createServer((request, response) => {
    codecommit.http?.handle(request, response, cloud.runtime.desk('codecommit') as Desk<CodeCommitState>)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  cloud.runtime.endpoint = `http://${host}`
  const folder = mkdtempSync(join(tmpdir(), 'codecommit-test-'))
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'C',
    GIT_COMMITTER_EMAIL: 'c@d',
    GIT_AUTHOR_DATE: '1700000000 +0100',
    GIT_COMMITTER_DATE: '1700000000 +0100',
  }
  const git = async (...args: string[]): Promise<string> => (await run('git', args, { cwd: folder, env })).stdout.trim()
  await git('init', '--quiet', '--initial-branch=main')
  const house: House = {
    cloud,
    endpoint: `http://${host}`,
    stored,
    events,
    git,
    commit: async (file, text) => {
      writeFileSync(join(folder, file), text)
      await git('add', file)
      await git('commit', '--quiet', '-m', `writes ${file}`)
      return git('rev-parse', 'HEAD')
    },
    url: (name = 'TimeService') => {
      const time = '20260101T000000'
      const signature = gitSignature('test-secret', time, {
        path: `/v1/repos/${name}`,
        host: '127.0.0.1',
        region: 'us-east-1',
      })
      return `http://ASIATESTTESTTESTTEST:${time}Z${signature}@${host}/v1/repos/${name}`
    },
    close: async () => {
      await new Promise(resolve => server.close(resolve))
      await house.cloud.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await cloud.call('CreateRepository', { repositoryName: 'TimeService', repositoryDescription: 'd', tags: { a: 'b' } })
  return house
}
