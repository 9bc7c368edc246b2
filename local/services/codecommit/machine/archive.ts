// A commit's files as a zip, streamed. The same commit gives the same bytes: times are the commit's, in UTC.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ServiceError } from '../../../core/errors.ts'
import { endOf, feedGit, type GitResult, runGit, startGit } from './run-git.ts'

export const archiveOf = (folder: string, commitId: string): Readable => Readable.from(chunksOf(folder, commitId))

/** Fails, rather than ends, when git fails: nobody stores half an archive. */
async function* chunksOf(folder: string, commitId: string): AsyncGenerator<Uint8Array> {
  const child = startGit(folder, ['archive', '--format=zip', await withoutLinks(folder, commitId)])
  child.stdin.end()
  const said = text(child.stderr)
  const ended = endOf(child)
  // It is awaited below; until then a failure to start must not count as unhandled.
  ended.catch(() => undefined)
  try {
    yield* child.stdout
    const exitCode = await ended
    if (exitCode !== 0)
      throw new ServiceError(
        'InternalFailure',
        `git archive of ${commitId} ended with code ${exitCode}: ${(await said).trim()}`,
        500,
      )
  } finally {
    child.kill()
  }
}

/**
 * CodePipeline's zip has no symbolic links: a file that can be run stands in the place of each, and holds the path that it led to.
 * So a commit that relies on a link fails in its build. Given is the commit itself when it has none, else one that differs in nothing else.
 * https://github.com/aws/aws-cdk/pull/14520
 */
const withoutLinks = async (folder: string, commitId: string): Promise<string> => {
  const entries = succeeded(await runGit(folder, 'ls-tree', '-r', '-z', commitId), 'latin1').split('\0')
  const links = entries.filter(entry => entry.startsWith('120000 '))
  if (links.length === 0) return commitId
  const files = links.map(entry => `${entry.replace('120000 blob', '100755 blob')}\0`).join('')
  const place = await mkdtemp(join(tmpdir(), 'archive-'))
  try {
    const index = { GIT_INDEX_FILE: join(place, 'index') }
    succeeded(await feedGit(folder, ['read-tree', commitId], '', index))
    succeeded(await feedGit(folder, ['update-index', '-z', '--index-info'], Buffer.from(files, 'latin1'), index))
    const tree = succeeded(await feedGit(folder, ['write-tree'], '', index)).trim()
    const commit = succeeded(await runGit(folder, 'cat-file', 'commit', commitId), 'latin1')
    const changed = Buffer.from(commit.replace(/^tree .*/, `tree ${tree}`), 'latin1')
    return succeeded(await feedGit(folder, ['hash-object', '-t', 'commit', '-w', '--stdin'], changed)).trim()
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

const succeeded = ({ exitCode, stdout, stderr }: GitResult, encoding: BufferEncoding = 'utf8'): string => {
  if (exitCode !== 0) throw new ServiceError('InternalFailure', `git failed: ${stderr}`, 500)
  return stdout.toString(encoding)
}
