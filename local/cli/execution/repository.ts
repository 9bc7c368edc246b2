// The repository whose HEAD is released, and how it reaches the local CodeCommit repository.

import { realpathSync } from 'node:fs'
import { messageOf } from '../../core/errors.ts'
import { git } from '../../host/git.ts'
import { CliError } from '../cli-error.ts'

export interface Head {
  readonly commit: string
  readonly subject: string
  /** How many files differ from HEAD; they are not released. */
  readonly uncommitted: number
}

/** @throws CliError when the folder is no git repository or has no commit */
export const readHead = async (folder: string): Promise<Head> => {
  // All at once: a person waits for them before anything starts.
  const [top, last, status] = await Promise.allSettled([
    git(folder, ['rev-parse', '--show-toplevel']),
    git(folder, ['log', '-1', '--format=%H %s', 'HEAD']),
    git(folder, ['status', '--porcelain', '--untracked-files=normal']),
  ])
  if (top.status === 'rejected') throw notATop(folder, messageOf(top.reason))
  if (realpathSync(top.value) !== realpathSync(folder))
    throw new CliError(
      `${folder} is a folder inside the git repository ${top.value}; a pipeline releases whole repositories, with buildspec.yml at the top, so give this folder a repository of its own ('git init' in it, commit, and start again)`,
    )
  if (last.status === 'rejected')
    throw new CliError(`${folder} has no commit yet; a pipeline releases commits, so commit first and start again`)
  if (status.status === 'rejected') throw status.reason
  const [commit = '', ...subject] = last.value.split(' ')
  const uncommitted = status.value === '' ? 0 : status.value.split('\n').length
  return { commit, subject: subject.join(' '), uncommitted }
}

const notATop = (folder: string, reason: string): CliError =>
  new CliError(
    /not a git repository/i.test(reason)
      ? `${folder} is not a git repository; a pipeline releases commits, so run 'git init', commit, and start again`
      : reason,
  )

export interface Remote {
  /** `http://127.0.0.1:PORT/v1/repos/NAME` */
  readonly url: string
  readonly branch: string
  readonly username: string
  readonly password: string
}

/** Pushes HEAD to the branch, also when history was rewritten. Answers whether the branch has moved. */
export const pushHead = async (folder: string, remote: Remote, signal?: AbortSignal): Promise<boolean> => {
  const output = await git(
    folder,
    [
      '-c',
      'credential.helper=',
      '-c',
      `credential.helper=!f() { printf 'username=%s\\npassword=%s\\n' "$LOCAL_CLOUD_USERNAME" "$LOCAL_CLOUD_PASSWORD"; }; f`,
      'push',
      '--porcelain',
      remote.url,
      `+HEAD:refs/heads/${remote.branch}`,
    ],
    { env: { LOCAL_CLOUD_USERNAME: remote.username, LOCAL_CLOUD_PASSWORD: remote.password }, signal },
  )
  return !/^=\t/m.test(output)
}

/**
 * Gives the repository a remote, so that 'git push NAME' works from any shell: its URL, and a helper that signs each push.
 * Everything is written to the repository's own .git/config, in place of what an earlier start wrote there.
 * @throws CliError when a remote of that name is the person's own
 */
export const addRemote = async (folder: string, name: string, url: string, helper: string): Promise<void> => {
  const { origin } = new URL(url)
  const known = await git(folder, ['remote', 'get-url', name]).catch(() => undefined)
  if (known === undefined) await git(folder, ['remote', 'add', name, url])
  else if (!LOCAL.test(known))
    throw new CliError(
      `the repository has a remote '${name}' of its own (${known}), and the local cloud needs that name; rename yours ('git remote rename ${name} NAME') and start again`,
    )
  else {
    await git(folder, ['remote', 'set-url', name, url])
    await git(folder, ['config', '--remove-section', `credential.${new URL(known).origin}`]).catch(() => {}) // it has none
  }
  await git(folder, ['config', `credential.${origin}.helper`, helper])
  await git(folder, ['config', `credential.${origin}.useHttpPath`, 'true'])
}

const LOCAL = /^http:\/\/127\.0\.0\.1:\d+\/v1\/repos\//
