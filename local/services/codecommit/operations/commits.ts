// Operations on commits and what is in them.

import { ServiceError } from '../../../core/errors.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { archiveOf } from '../machine/archive.ts'
import { commitText, fileAt, hasCommit, resolveCommit } from '../machine/bare-repository.ts'
import { commitIdOf, repositoryAccess, repositoryNamed, repositoryNameOf } from '../names.ts'
import { parseCommit } from '../parse-commit.ts'
import type { CodeCommitState } from '../state.ts'
import { folderOf } from './branches.ts'
import { CreateCommit } from './create-commit.ts'

const define = operation<CodeCommitState>()

const GetCommit = define({
  input: members => ({ repositoryName: repositoryNameOf(members), commitId: commitIdOf(members) }),
  access: repositoryAccess('GetCommit'),
  perform: async (desk, { repositoryName, commitId }) => {
    const text = await commitText(folderOf(desk, repositoryName), commitId)
    if (text === undefined)
      throw new ServiceError('CommitIdDoesNotExistException', `The commit ID ${commitId} does not exist`)
    return { commit: parseCommit(commitId, text) }
  },
})

const GetFile = define({
  input: members => ({
    repositoryName: repositoryNameOf(members),
    filePath: members.string('filePath', { min: 1 }),
    commitSpecifier: members.optionalString('commitSpecifier'),
  }),
  access: repositoryAccess('GetFile'),
  perform: async (desk, { repositoryName, filePath, commitSpecifier }) => {
    const folder = folderOf(desk, repositoryName)
    const specifier = commitSpecifier ?? repositoryNamed(desk.state, repositoryName).defaultBranch ?? 'HEAD'
    const commitId = await resolveCommit(folder, specifier)
    if (commitId === undefined)
      throw new ServiceError('CommitDoesNotExistException', `No commit is meant by '${specifier}' in ${repositoryName}`)
    const file = await fileAt(folder, commitId, filePath.replace(/^\/+/, ''))
    if (!file)
      throw new ServiceError('FileDoesNotExistException', `The file ${filePath} does not exist in commit ${commitId}`)
    return { commitId, filePath, ...file }
  },
})

/**
 * An IAM action that CodePipeline uses, without a public API: puts a zip of the commit's files into S3 as the caller.
 * https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html
 */
const UploadArchive = define({
  input: members => ({
    repositoryName: repositoryNameOf(members),
    commitId: commitIdOf(members),
    s3Bucket: members.string('s3Bucket'),
    s3Key: members.string('s3Key'),
    kmsKeyId: members.optionalString('kmsKeyId'),
  }),
  access: repositoryAccess('UploadArchive'),
  perform: async (desk, { repositoryName, commitId, s3Bucket, s3Key, kmsKeyId }, { principal }) => {
    const folder = folderOf(desk, repositoryName)
    if (!(await hasCommit(folder, commitId)))
      throw new ServiceError('CommitDoesNotExistException', `The commit ${commitId} does not exist`)
    return desk.call(principal, 's3', 'PutObject', {
      Bucket: s3Bucket,
      Key: s3Key,
      Body: archiveOf(folder, commitId),
      ContentType: 'application/zip',
      ...(kmsKeyId !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId }),
    })
  },
})

export const commits: Readonly<Record<string, Operation<CodeCommitState>>> = {
  CreateCommit,
  GetCommit,
  GetFile,
  UploadArchive,
}
