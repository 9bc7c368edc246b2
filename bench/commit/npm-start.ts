// `npm start -- --approve` in a clone, as a process of its own: what it prints is what a person waits for.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { endWithUs } from '../temporary.ts'

export interface LocalCloudProcess {
  readonly pid: number
  readonly stateFolder: string
  /** Resolves with the next line, not yet waited for, that matches. Rejects if the process ends before, or does not say it for minutes. */
  line(pattern: RegExp): Promise<RegExpExecArray>
  stop(): Promise<void>
}

const repository = join(import.meta.dirname, '../..')

/** The arguments that package.json gives to Node.js for `npm start`: its flags, the program, the command. */
const startScript = (): readonly string[] => {
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  const [, ...words] = scripts.start.split(' ')
  return words.map(word => (word.startsWith('local/') ? join(repository, word) : word))
}

/** Node.js has kept what it compiled, as after the installation; without this a source that was changed since would be compiled while it is measured. */
export const compiled = (): void => {
  execFileSync(process.execPath, [join(repository, 'local/compile.mjs')])
}

const patience = 180_000

/** The command behind `npm start`, of this repository, run in the clone. */
export const npmStart = (clone: string, stateFolder: string): LocalCloudProcess => {
  const args = [...startScript(), '--approve', '--port', '0', '--state', stateFolder]
  const child = spawn(process.execPath, args, {
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
      let said = printed.length
      let late = Date.now() + patience
      for (;;) {
        const index = unread.findIndex(line => pattern.test(line))
        const match = index < 0 ? null : pattern.exec(unread[index] ?? '')
        if (match) {
          unread = unread.slice(index + 1)
          return match
        }
        const last = printed.slice(-40).join('\n')
        if (ended) throw new Error(`npm start ended before it said ${pattern}:\n${last}`)
        if (printed.length > said) late = Date.now() + patience // it goes on, and a busy machine takes its time
        said = printed.length
        if (Date.now() > late)
          throw new Error(`npm start has said nothing for ${patience / 1000} s, nor ${pattern}:\n${last}`)
        const timer = setTimeout(hear, patience)
        await heard.promise
        clearTimeout(timer)
      }
    },
    stop: async () => {
      child.kill('SIGTERM')
      await exit
    },
  }
}
