// Operations on branches.

import { ServiceError } from '../../../core/errors.ts'
import { principalName } from '../../../core/principal.ts'
import { type Desk, type Operation, operation } from '../../../core/service.ts'
import { branchTip, branchTips, hasCommit, setBranch, setHead } from '../machine/bare-repository.ts'
import { inTurn } from '../machine/in-turn.ts'
import {
  branchAccess,
  branchNameOf,
  commitIdOf,
  repositoryAccess,
  repositoryNamed,
  repositoryNameOf,
} from '../names.ts'
import { referenceChange } from '../reference-changes.ts'
import type { CodeCommitState } from '../state.ts'
import { changed } from '../trail.ts'

const define = operation<CodeCommitState>()

/** The folder of the bare repository; throws when there is no such repository. */
export const folderOf = (desk: Desk<CodeCommitState>, repositoryName: string): string => {
  repositoryNamed(desk.state, repositoryName)
  return desk.folder(`${repositoryName}.git`)
}

const noBranch = (branchName: string): ServiceError =>
  new ServiceError('BranchDoesNotExistException', `The branch ${branchName} does not exist`)

const GetBranch = define({
  input: members => ({ repositoryName: repositoryNameOf(members), branchName: branchNameOf(members) }),
  access: repositoryAccess('GetBranch'),
  perform: async (desk, { repositoryName, branchName }) => {
    const commitId = await branchTip(folderOf(desk, repositoryName), branchName)
    if (commitId === undefined) throw noBranch(branchName)
    return { branch: { branchName, commitId } }
  },
})

const ListBranches = define({
  input: members => ({ repositoryName: repositoryNameOf(members) }),
  access: repositoryAccess('ListBranches'),
  perform: async (desk, { repositoryName }) => {
    const tips = await branchTips(folderOf(desk, repositoryName))
    return { branches: [...tips.keys()].sort() }
  },
})

const CreateBranch = define({
  input: members => ({
    repositoryName: repositoryNameOf(members),
    branchName: branchNameOf(members),
    commitId: commitIdOf(members),
  }),
  access: repositoryAccess('CreateBranch'),
  perform: async (desk, { repositoryName, branchName, commitId }, { principal, answer }) => {
    const folder = folderOf(desk, repositoryName)
    if (!(await hasCommit(folder, commitId)))
      throw new ServiceError('CommitDoesNotExistException', `The commit ${commitId} does not exist`)
    return await inTurn(folder, async () => {
      if ((await branchTip(folder, branchName)) !== undefined)
        throw new ServiceError('BranchNameExistsException', `The branch ${branchName} already exists`)
      await setBranch(folder, branchName, commitId)
      const repository = repositoryNamed(desk.state, repositoryName)
      const change = { name: `refs/heads/${branchName}`, before: undefined, after: commitId }
      return answer({}, ...referenceChange(repository, change, principalName(principal)))
    })
  },
})

const DeleteBranch = define({
  input: members => ({ repositoryName: repositoryNameOf(members), branchName: branchNameOf(members) }),
  access: branchAccess('DeleteBranch'),
  perform: async (desk, { repositoryName, branchName }, { principal, answer }) => {
    const folder = folderOf(desk, repositoryName)
    const repository = repositoryNamed(desk.state, repositoryName)
    if (repository.defaultBranch === branchName)
      throw new ServiceError('DefaultBranchCannotBeDeletedException', 'The default branch cannot be deleted')
    return await inTurn(folder, async () => {
      const commitId = await branchTip(folder, branchName)
      if (commitId === undefined) return {}
      await setBranch(folder, branchName, undefined)
      const change = { name: `refs/heads/${branchName}`, before: commitId, after: undefined }
      const deletedBranch = { branchName, commitId }
      return answer({ deletedBranch }, ...referenceChange(repository, change, principalName(principal)))
    })
  },
})

const UpdateDefaultBranch = define({
  input: members => ({
    repositoryName: repositoryNameOf(members),
    defaultBranchName: branchNameOf(members, 'defaultBranchName'),
  }),
  access: repositoryAccess('UpdateDefaultBranch'),
  perform: async (desk, { repositoryName, defaultBranchName }, { answer }) => {
    const folder = folderOf(desk, repositoryName)
    if ((await branchTip(folder, defaultBranchName)) === undefined) throw noBranch(defaultBranchName)
    await setHead(folder, defaultBranchName)
    const { Arn } = repositoryNamed(desk.state, repositoryName)
    return answer({}, changed('UpdateDefaultBranch', Arn, { repositoryName, defaultBranchName }))
  },
})

export const branches: Readonly<Record<string, Operation<CodeCommitState>>> = {
  GetBranch,
  ListBranches,
  CreateBranch,
  DeleteBranch,
  UpdateDefaultBranch,
}
