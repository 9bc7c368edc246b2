// What an isolated build sees: its workspace, the image, and npm's cache, whose content stays as it is.

import { dirname } from 'node:path'
import { type Command, isolate } from '../../../host/isolation/command.ts'
import type { Isolation } from '../../../host/isolation/detect.ts'
import type { View } from '../../../host/isolation/view.ts'
import type { BuildImage } from '../../../image/image.ts'
import type { ChosenShell } from '../build/image-shell.ts'
import type { ShellFolders, ShellOptions } from './shell.ts'
import type { Workspace } from './workspace.ts'

/** Where an isolated build finds its temporary folder. */
export const TEMPORARY = '/tmp'

/** Undefined where builds are not isolated. */
export const shutterOf = (
  isolation: Isolation,
  workspace: Workspace,
  image: BuildImage,
  stateFolder: string,
  shell: ChosenShell,
): ShellOptions['shutIn'] => {
  if (!isolation.isOn) return undefined
  const own = (path: string) => ({ at: path, from: path })
  const npmCache = image.npmCache === undefined ? [] : [own(image.npmCache)]
  // What names /bin/sh itself gets the image's shell too.
  const sh = shell.sh === undefined ? [] : [{ at: image.shells.sh, from: shell.sh, isFile: true }]
  return (command: Command, { scripts, state }: ShellFolders, folder: string) => {
    const view: View = {
      readable: [...image.readable, own(scripts), ...sh],
      writable: [
        ...[...workspace.folders, state].map(own),
        { at: TEMPORARY, from: workspace.temporary },
        ...(isolation.canCopy ? [] : npmCache),
      ],
      copied: isolation.canCopy ? npmCache.map(cache => ({ ...cache, changes: workspace.npmChanges })) : [],
      hidden: [stateFolder, dirname(workspace.root)],
    }
    return isolate(command, view, isolation.machine, folder)
  }
}
