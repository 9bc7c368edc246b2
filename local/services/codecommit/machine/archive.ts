// A commit's files as a zip, streamed. The same commit gives the same bytes: times are the commit's, in UTC.

import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ServiceError } from '../../../core/errors.ts'
import { endOf, startGit } from './run-git.ts'

export const archiveOf = (folder: string, commitId: string): Readable => Readable.from(chunksOf(folder, commitId))

/** Fails, rather than ends, when git fails: nobody stores half an archive. */
async function* chunksOf(folder: string, commitId: string): AsyncGenerator<Uint8Array> {
  const child = startGit(folder, ['archive', '--format=zip', commitId])
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
