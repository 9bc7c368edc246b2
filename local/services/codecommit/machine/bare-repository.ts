// What CodeCommit asks of git: bare repositories, their references, commits and files.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ServiceError } from '../../../core/errors.ts'
import type { References } from '../reference-changes.ts'
import { type GitResult, runGit } from './run-git.ts'

/** Made anew: a stop of the machine may have left a repository there that was being made or deleted. */
export const createBareRepository = async (folder: string): Promise<void> => {
  await deleteBareRepository(folder)
  await mkdir(folder, { recursive: true })
  succeeded(await runGit(folder, 'init', '--quiet', '--bare', '--initial-branch=main'))
  succeeded(await runGit(folder, 'config', 'http.receivepack', 'true'))
  // An archive holds every file of the commit as it is, whatever its .gitattributes say about archives.
  await writeFile(join(folder, 'info', 'attributes'), '* -export-ignore -export-subst\n')
}

export const deleteBareRepository = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

const succeeded = ({ exitCode, stdout, stderr }: GitResult): string => {
  if (exitCode !== 0) throw new ServiceError('InternalFailure', `git failed: ${stderr}`, 500)
  return stdout.toString()
}

/** All references with the commit that each stands for; a tag object counts as the commit that it names. */
export const referencesOf = async (folder: string): Promise<References> => {
  const format = '%(refname) %(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)'
  const lines = succeeded(await runGit(folder, 'for-each-ref', `--format=${format}`)).split('\n')
  return new Map(lines.filter(line => line !== '').map(line => twoOf(line)))
}

const twoOf = (line: string): readonly [string, string] => {
  const space = line.lastIndexOf(' ')
  return [line.slice(0, space), line.slice(space + 1)]
}

/** Commit IDs by branch. */
export const branchTips = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const references = await referencesOf(folder)
  return new Map(
    [...references].flatMap(([name, commitId]): [string, string][] =>
      name.startsWith('refs/heads/') ? [[name.slice('refs/heads/'.length), commitId]] : [],
    ),
  )
}

export const branchTip = (folder: string, branchName: string): Promise<string | undefined> =>
  resolveCommit(folder, `refs/heads/${branchName}`)

/** The commit that a branch, a tag or a commit ID means. */
export const resolveCommit = async (folder: string, specifier: string): Promise<string | undefined> => {
  const { exitCode, stdout } = await runGit(
    folder,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${specifier}^{commit}`,
  )
  return exitCode === 0 ? stdout.toString().trim() : undefined
}

export const hasCommit = async (folder: string, commitId: string): Promise<boolean> =>
  (await resolveCommit(folder, commitId)) === commitId

/** Undefined deletes the branch. */
export const setBranch = async (folder: string, branchName: string, commitId: string | undefined): Promise<void> => {
  const name = `refs/heads/${branchName}`
  succeeded(await runGit(folder, 'update-ref', ...(commitId === undefined ? ['-d', name] : [name, commitId])))
}

/** What a clone checks out. */
export const setHead = async (folder: string, branchName: string): Promise<void> => {
  succeeded(await runGit(folder, 'symbolic-ref', 'HEAD', `refs/heads/${branchName}`))
}

/** Git's text of the commit; undefined when there is none. */
export const commitText = async (folder: string, commitId: string): Promise<string | undefined> => {
  const { exitCode, stdout } = await runGit(folder, 'cat-file', 'commit', commitId)
  return exitCode === 0 ? stdout.toString() : undefined
}

const MODES: Readonly<Record<string, string>> = { '100644': 'NORMAL', '100755': 'EXECUTABLE', '120000': 'SYMLINK' }

/** A file as GetFile answers it. */
export const fileAt = async (
  folder: string,
  commitId: string,
  path: string,
): Promise<{ blobId: string; fileMode: string; fileSize: number; fileContent: Uint8Array } | undefined> => {
  const listed = await runGit(folder, '--literal-pathspecs', 'ls-tree', '-z', commitId, '--', path)
  const [, mode = '', blobId] = /^(\d+) blob ([0-9a-f]+)\t/.exec(listed.stdout.toString()) ?? []
  if (listed.exitCode !== 0 || blobId === undefined) return undefined
  const { stdout } = await runGit(folder, 'cat-file', 'blob', blobId)
  return { blobId, fileMode: MODES[mode] ?? 'NORMAL', fileSize: stdout.length, fileContent: stdout }
}

export const isFolderAt = async (folder: string, commitId: string, path: string): Promise<boolean> =>
  (await runGit(folder, '--literal-pathspecs', 'ls-tree', '-d', commitId, '--', path)).stdout.length > 0
