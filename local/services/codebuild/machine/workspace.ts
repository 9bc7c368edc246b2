// The folders of one build: its source, its home, and what the build itself keeps; made clean, and removed when the build has ended.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Desk } from '../../../core/service.ts'
import type { CodeBuildState } from '../state.ts'

export interface Workspace {
  readonly root: string
  /** CODEBUILD_SRC_DIR */
  readonly source: string
  /** CODEBUILD_SRC_DIR_identifier */
  secondary(identifier: string): string
  readonly home: string
  readonly temporary: string
  readonly shell: string
  /** What the build sees of this workspace: nothing else of it can be written. */
  readonly folders: readonly string[]
  /** For what the build changes of npm's cache, and has no further use. */
  readonly npmChanges: string
  remove(): Promise<void>
}

export const makeWorkspace = async (
  desk: Desk<CodeBuildState>,
  uuid: string,
  secondaries: readonly string[] = [],
): Promise<Workspace> => {
  const root = desk.folder('builds', uuid)
  await rm(root, { recursive: true, force: true })
  const workspace: Workspace = {
    root,
    source: join(root, 'src'),
    secondary: identifier => join(root, `src-${identifier}`),
    home: join(root, 'home'),
    temporary: join(root, 'tmp'),
    shell: join(root, 'shell'),
    folders: [join(root, 'src'), ...secondaries.map(identifier => join(root, `src-${identifier}`)), join(root, 'home')],
    npmChanges: join(root, 'npm'),
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  }
  const changes = ['upper', 'work'].map(name => join(workspace.npmChanges, name))
  for (const folder of [...workspace.folders, workspace.temporary, ...changes]) await mkdir(folder, { recursive: true })
  return workspace
}
