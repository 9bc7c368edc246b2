// Makes a commit without a work tree.
// https://git-scm.com/docs/git-fast-import

import { buffer } from 'node:stream/consumers'
import { ServiceError } from '../../../core/errors.ts'
import { endOf, runGit, startGit } from './run-git.ts'

/** Without content the file is deleted. */
export interface FileChange {
  readonly path: string
  readonly mode: '100644' | '100755' | '120000'
  readonly content?: Uint8Array
}

export interface NewCommit {
  readonly parent: string | undefined
  /** `Name <email> seconds +0000` */
  readonly author: string
  readonly message: string
  readonly files: readonly FileChange[]
}

/** The IDs of the commit and its tree; no branch knows of it yet. */
export const writeCommit = async (folder: string, commit: NewCommit): Promise<{ commitId: string; treeId: string }> => {
  const child = startGit(folder, ['fast-import', '--quiet', '--done'])
  child.stdin.on('error', () => {}) // Git says why it ended.
  child.stdin.end(streamOf(commit))
  const [exitCode, stdout, stderr] = await Promise.all([endOf(child), buffer(child.stdout), buffer(child.stderr)])
  if (exitCode !== 0) throw new ServiceError('InternalFailure', `git fast-import failed: ${stderr.toString()}`, 500)
  const commitId = stdout.toString().trim()
  await runGit(folder, 'update-ref', '-d', REFERENCE)
  return { commitId, treeId: (await treeOf(folder, commitId)) ?? '' }
}

export const treeOf = async (folder: string, commitId: string): Promise<string | undefined> => {
  const { exitCode, stdout } = await runGit(folder, 'rev-parse', '--verify', '--quiet', `${commitId}^{tree}`)
  return exitCode === 0 ? stdout.toString().trim() : undefined
}

/** Git wants one while it writes. */
const REFERENCE = 'refs/new-commit'

const streamOf = ({ parent, author, message, files }: NewCommit): Buffer =>
  Buffer.concat([
    Buffer.from(`reset ${REFERENCE}\n\ncommit ${REFERENCE}\nmark :1\nauthor ${author}\ncommitter ${author}\n`),
    data(Buffer.from(message)),
    Buffer.from(parent === undefined ? '' : `from ${parent}\n`),
    ...files.flatMap(({ path, mode, content }) =>
      content
        ? [Buffer.from(`M ${mode} inline ${quoted(path)}\n`), data(content)]
        : [Buffer.from(`D ${quoted(path)}\n`)],
    ),
    Buffer.from('get-mark :1\ndone\n'),
  ])

const data = (bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')])

const quoted = (path: string): string => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
