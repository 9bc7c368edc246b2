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
  remove(): Promise<void>
}

export const makeWorkspace = async (desk: Desk<CodeBuildState>, uuid: string): Promise<Workspace> => {
  const root = desk.folder('builds', uuid)
  await rm(root, { recursive: true, force: true })
  const workspace: Workspace = {
    root,
    source: join(root, 'src'),
    secondary: identifier => join(root, `src-${identifier}`),
    home: join(root, 'home'),
    temporary: join(root, 'tmp'),
    shell: join(root, 'shell'),
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  }
  for (const folder of [workspace.source, workspace.home, workspace.temporary]) await mkdir(folder, { recursive: true })
  return workspace
}
