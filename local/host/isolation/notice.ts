// What a person is told of what is not isolated: one line, and nothing where everything is.

import type { Isolation } from './detect.ts'

export const noticeOf = (found: Isolation, platform: string): string | undefined => {
  if (found.isOn)
    return found.canCopy
      ? undefined
      : "Not isolated: npm's cache. This system copies no folder for a build, so what a build changes of the cache stays changed."
  const asker = platform === 'linux' ? '' : ', and custom runtimes can ask the Runtime API of other functions'
  return `Not isolated, because ${found.reason}: builds and custom runtimes can read and write what you can, this state folder too, and end your processes${asker}. Node.js functions are held by Node.js's own permissions: they read their code and the SDK, write to their own temporary folder, and start no processes or threads. Run only commits that you would run anyway.`
}
