// The image of a test's builds: this machine's shells, and neither npm nor aws.
import { rm } from 'node:fs/promises'
import type { BuildImage } from '../../../local/image/image.ts'
import { findShells, linkShells } from '../../../local/image/shells.ts'

const PATH = '/usr/bin:/bin'

export const testImage = async (folder: string): Promise<BuildImage> => {
  await rm(folder, { recursive: true, force: true })
  const shells = await findShells(PATH, folder)
  await linkShells(shells)
  return {
    nodeVersion: '24.21.0',
    shells,
    runtime: async () => undefined,
    aws: 'aws: none',
    readable: [{ at: folder, from: folder }],
    environment: home => ({ PATH, HOME: home }),
  }
}
