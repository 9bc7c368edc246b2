// The image of a test's builds: this machine's shells, and neither npm nor aws.
import { rm } from 'node:fs/promises'
import type { BuildImage } from '../../../local/image/image.ts'
import { findShells } from '../../../local/image/shells.ts'

const PATH = '/usr/bin:/bin'

export const testImage = async (folder: string): Promise<BuildImage> => {
  await rm(folder, { recursive: true, force: true })
  return {
    nodeVersion: '24.21.0',
    shells: await findShells(PATH, folder),
    aws: 'aws: none',
    readable: [{ at: folder, from: folder }],
    environment: home => ({ PATH, HOME: home }),
  }
}
