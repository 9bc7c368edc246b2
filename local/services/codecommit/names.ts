// Names of repositories and branches, in CodeCommit's own errors.
// https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html

import { arnOf, type Place } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import type { Access } from '../../core/policy.ts'
import type { CodeCommitState, Repository } from './state.ts'

export const isRepositoryName = (name: string): boolean =>
  /^[\w.-]{1,100}$/.test(name) && !name.endsWith('.git') && !/^\.+$/.test(name)

export const repositoryNameOf = (members: Members): string => {
  const name = members.optionalString('repositoryName')
  if (name === undefined) throw new ServiceError('RepositoryNameRequiredException', 'A repository name is required')
  if (isRepositoryName(name)) return name
  throw new ServiceError(
    'InvalidRepositoryNameException',
    `The repository name '${name.slice(0, 200)}' is not valid: 1 to 100 letters, digits, '.', '_' and '-', not ending in .git`,
  )
}

export const branchNameOf = (members: Members, member = 'branchName'): string => {
  const name = members.optionalString(member)
  if (name === undefined) throw new ServiceError('BranchNameRequiredException', 'A branch name is required')
  // https://git-scm.com/docs/git-check-ref-format
  const broken = /(^\/|^-|^\.|\/\.|\.\.|\/\/|@\{|[\p{Cc} ~^:?*[\\]|\.lock(\/|$)|\.$|\/$)/u
  if (name.length >= 1 && name.length <= 256 && name !== '@' && !broken.test(name)) return name
  throw new ServiceError(
    'InvalidBranchNameException',
    `The branch name '${name.slice(0, 200)}' is not a valid name of git's`,
  )
}

export const commitIdOf = (members: Members, member = 'commitId'): string => {
  const id = members.optionalString(member)
  if (id === undefined) throw new ServiceError('CommitIdRequiredException', 'A commit ID is required')
  if (/^[0-9a-f]{40}$/.test(id)) return id
  throw new ServiceError(
    'InvalidCommitIdException',
    `The commit ID '${id.slice(0, 200)}' is not valid: 40 hexadecimal digits`,
  )
}

export const repositoryArn = (place: Place, name: string): string => arnOf(place, 'codecommit', name)

/** What every operation on one repository needs: its own IAM action on the repository. */
export const repositoryAccess =
  (action: string) =>
  <Input extends { readonly repositoryName: string }>({ repositoryName }: Input, place: Place): readonly Access[] => [
    { action: `codecommit:${action}`, resource: repositoryArn(place, repositoryName) },
  ]

/**
 * The same for what changes a branch, which a policy may allow by the branch's name.
 * https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html
 */
export const branchAccess =
  (action: string) =>
  <Input extends { readonly repositoryName: string; readonly branchName: string }>(
    input: Input,
    place: Place,
  ): readonly Access[] =>
    repositoryAccess(action)(input, place).map(access => ({
      ...access,
      context: { 'codecommit:References': [`refs/heads/${input.branchName}`] },
    }))

/** @throws ServiceError RepositoryDoesNotExistException */
export const repositoryNamed = (state: CodeCommitState, name: string): Repository => {
  const repository = state.repositories.get(name)
  if (!repository) throw new ServiceError('RepositoryDoesNotExistException', `${name} does not exist`)
  return repository
}
