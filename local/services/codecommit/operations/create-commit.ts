// CreateCommit: files put and deleted without a clone.

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { principalName } from '../../../core/principal.ts'
import { operation } from '../../../core/service.ts'
import { branchTip, branchTips, fileAt, hasCommit, isFolderAt, setBranch, setHead } from '../machine/bare-repository.ts'
import { inTurn } from '../machine/in-turn.ts'
import { type FileChange, treeOf, writeCommit } from '../machine/write-commit.ts'
import { branchAccess, branchNameOf, repositoryNamed, repositoryNameOf } from '../names.ts'
import { referenceChange } from '../reference-changes.ts'
import type { CodeCommitState } from '../state.ts'
import { folderOf } from './branches.ts'

const MODES = { NORMAL: '100644', EXECUTABLE: '100755', SYMLINK: '120000' } as const
const MOST_FILES = 100
const MOST_BYTES = 6 * 1024 * 1024
const NOT_CARRIED_OUT = 'is not carried out by the local cloud; put the whole file'

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html */
export const CreateCommit = operation<CodeCommitState>()({
  input: members => {
    for (const member of ['setFileModes', 'keepEmptyFolders'])
      if (members.has(member)) throw members.wrong(member, '', NOT_CARRIED_OUT)
    return {
      repositoryName: repositoryNameOf(members),
      branchName: branchNameOf(members),
      parentCommitId: members.optionalString('parentCommitId'),
      ...(members.has('authorName') ? { name: members.string('authorName') } : {}),
      email: members.optionalString('email') ?? '',
      message: members.optionalString('commitMessage') ?? '',
      files: filesOf(members),
    }
  },
  access: branchAccess('CreateCommit'),
  perform: async (desk, { repositoryName, branchName, files, ...asked }, { principal, answer }) => {
    const folder = folderOf(desk, repositoryName)
    return inTurn(folder, async () => {
      const parent = await parentOf(folder, branchName, asked.parentCommitId)
      if (parent !== undefined) await checkConflicts(folder, parent, files)
      const before = await filesAt(folder, parent, files)
      const missing = files.find(({ content }, index) => !content && !before[index]?.blobId)
      if (missing) throw new ServiceError('FileDoesNotExistException', `The file ${missing.path} does not exist`)
      const by = principalName(principal)
      const author = signature({ name: callerName(by), ...asked }, desk.now())
      const { commitId, treeId } = await writeCommit(folder, { parent, author, message: asked.message, files })
      if (parent !== undefined && (await treeOf(folder, parent)) === treeId)
        throw new ServiceError('NoChangeException', 'The commit would change nothing')
      await setBranch(folder, branchName, commitId)
      const repository = repositoryNamed(desk.state, repositoryName)
      if (repository.defaultBranch === undefined) await setHead(folder, branchName)
      const change = { name: `refs/heads/${branchName}`, before: parent, after: commitId }
      const output = { commitId, treeId, ...metadataOf(before, await filesAt(folder, commitId, files)) }
      return answer(output, ...referenceChange(repository, change, by))
    })
  },
})

interface FileMetadata {
  readonly absolutePath: string
  readonly blobId?: string
  readonly fileMode?: string
}

const filesAt = (
  folder: string,
  commitId: string | undefined,
  files: readonly FileChange[],
): Promise<readonly FileMetadata[]> =>
  Promise.all(
    files.map(async ({ path }) => {
      const { blobId, fileMode } = (commitId && (await fileAt(folder, commitId, path))) || {}
      return { absolutePath: path, ...(blobId && { blobId }), ...(fileMode && { fileMode }) }
    }),
  )

const metadataOf = (before: readonly FileMetadata[], after: readonly FileMetadata[]) => ({
  filesAdded: after.filter(({ blobId }, index) => blobId && !before[index]?.blobId),
  filesUpdated: after.filter(({ blobId }, index) => blobId && before[index]?.blobId),
  filesDeleted: before.filter((_, index) => !after[index]?.blobId),
})

/** Unverified: without a name, the author is the caller. */
const callerName = (arn: string): string => arn.replace(/^.*\//, '')

const signature = ({ name, email }: { readonly name: string; readonly email: string }, now: Date): string => {
  const plain = (text: string): string => text.replace(/[\p{Cc}<>]/gu, ' ').trim()
  return `${plain(name)} <${plain(email)}> ${Math.floor(now.getTime() / 1000)} +0000`
}

/** A file cannot take the place of a folder, nor a folder that of a file that stays. */
const checkConflicts = async (folder: string, parent: string, files: readonly FileChange[]): Promise<void> => {
  const deleted = new Set(files.filter(({ content }) => !content).map(({ path }) => path))
  for (const { path } of files.filter(({ content }) => content)) {
    if (await isFolderAt(folder, parent, path))
      throw new ServiceError('FileNameConflictsWithDirectoryNameException', `${path} is a folder`)
    for (const above of foldersAbove(path))
      if (!deleted.has(above) && (await fileAt(folder, parent, above)))
        throw new ServiceError('DirectoryNameConflictsWithFileNameException', `${above} is a file`)
  }
}

/** `a` and `a/b` for `a/b/c`. */
const foldersAbove = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, index, parts) => parts.slice(0, index + 1).join('/'))

/** The commit to build on; none in an empty repository. */
const parentOf = async (
  folder: string,
  branchName: string,
  parentCommitId: string | undefined,
): Promise<string | undefined> => {
  const tip = await branchTip(folder, branchName)
  if (parentCommitId !== undefined && !/^[0-9a-f]{40}$/.test(parentCommitId))
    throw new ServiceError('InvalidParentCommitIdException', `The parent commit ID '${parentCommitId}' is not valid`)
  if (parentCommitId !== undefined && !(await hasCommit(folder, parentCommitId)))
    throw new ServiceError('ParentCommitDoesNotExistException', `The commit ${parentCommitId} does not exist`)
  if (tip === undefined && (parentCommitId !== undefined || (await branchTips(folder)).size > 0))
    throw new ServiceError('BranchDoesNotExistException', `The branch ${branchName} does not exist`)
  if (tip !== undefined && parentCommitId === undefined)
    throw new ServiceError('ParentCommitIdRequiredException', `The parent commit ID is required; it is ${tip}`)
  if (tip !== parentCommitId)
    throw new ServiceError('ParentCommitIdOutdatedException', `The tip of ${branchName} is ${tip}, not the parent`)
  return tip
}

const filesOf = (members: Members): readonly FileChange[] => {
  const deleted = members.structures('deleteFiles').map(file => ({ path: pathOf(file), mode: MODES.NORMAL }))
  // Deletions first: a folder may take the place of a file that goes.
  const files: readonly FileChange[] = [...deleted, ...members.structures('putFiles').map(putFile)]
  if (files.length === 0)
    throw new ServiceError('FileEntryRequiredException', 'A commit needs at least one file to put or to delete')
  if (files.length > MOST_FILES)
    throw new ServiceError('MaximumFileEntriesExceededException', `A commit may have ${MOST_FILES} files`)
  const paths = files.map(({ path }) => path)
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twice !== undefined)
    throw new ServiceError('SamePathRequestException', `The path ${twice} is given more than once`)
  const both = files.find(({ path, content }) => content && paths.some(other => other.startsWith(`${path}/`)))
  if (both)
    throw new ServiceError('FileNameConflictsWithDirectoryNameException', `${both.path} would be a file and a folder`)
  return files
}

const putFile = (file: Members): FileChange => {
  if (file.has('sourceFile')) throw file.wrong('sourceFile', '', NOT_CARRIED_OUT)
  const path = pathOf(file)
  if (!file.has('fileContent'))
    throw new ServiceError('SourceFileOrContentRequiredException', `The file ${path} has no content`)
  const content = bytesOf(file.value.fileContent)
  if (content.length > MOST_BYTES)
    throw new ServiceError('FileContentSizeLimitExceededException', `The file ${path} has more than 6 MB`)
  const mode = file.optionalString('fileMode', { values: ['NORMAL', 'EXECUTABLE', 'SYMLINK'] }) ?? 'NORMAL'
  return { path, mode: MODES[mode], content }
}

/** A blob is base64 on the wire, and bytes from a call inside. */
const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(String(value), 'base64')

const pathOf = (file: Members): string => {
  const path = file.optionalString('filePath')?.replace(/^\/+/, '')
  if (!path) throw new ServiceError('PathRequiredException', 'A file path is required')
  if (/[\p{Cc}]|(^|\/)(\.{0,2}|\.git)(\/|$)/iu.test(path))
    throw new ServiceError('InvalidPathException', `The path '${path.slice(0, 200)}' is not valid`)
  return path
}
