// `npm start -- --approve` in a clone, as a process of its own: what it prints is what a person waits for.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { endWithUs } from './temporary.ts'

export interface LocalCloudProcess {
  readonly pid: number
  readonly stateFolder: string
  /** Resolves with the next line, not yet waited for, that matches. Rejects if the process ends before. */
  line(pattern: RegExp): Promise<RegExpExecArray>
  /** `at once` does not let it finish what it does. */
  stop(how?: 'at once'): Promise<void>
}

/** The program behind `npm start`, of this repository, run in the clone. */
export const npmStart = (clone: string, stateFolder: string): LocalCloudProcess => {
  const program = join(import.meta.dirname, '../local/cli.ts')
  const child = spawn(process.execPath, [program, 'start', '--approve', '--port', '0', '--state', stateFolder], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endWithUs(child)
  const printed: string[] = []
  let unread: string[] = []
  let heard = Promise.withResolvers<void>()
  let ended = false
  const hear = () => {
    heard.resolve()
    heard = Promise.withResolvers()
  }
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', line => {
      printed.push(line)
      unread.push(line)
      hear()
    })
  const exit = new Promise<void>(resolve => child.once('close', () => resolve()))
  void exit.then(() => {
    ended = true
    hear()
  })
  return {
    pid: child.pid ?? 0,
    stateFolder,
    line: async pattern => {
      for (;;) {
        const index = unread.findIndex(line => pattern.test(line))
        const match = index < 0 ? null : pattern.exec(unread[index] ?? '')
        if (match) {
          unread = unread.slice(index + 1)
          return match
        }
        if (ended) throw new Error(`npm start ended before it said ${pattern}:\n${printed.slice(-40).join('\n')}`)
        await heard.promise
      }
    },
    stop: async how => {
      child.kill(how === 'at once' ? 'SIGKILL' : 'SIGTERM')
      await exit
    },
  }
}
