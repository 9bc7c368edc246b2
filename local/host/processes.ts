// Child processes in groups of their own: what such a process started ends with it, however it ends.
import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { forgetGroup, noteGroup } from './isolation/leftovers.ts'

export interface ProcessOptions {
  readonly cwd: string
  /** The whole environment: nothing of this process's own is added. */
  readonly env: Readonly<Record<string, string>>
  /** Hears standard output and standard error, in the order in which they arrive. */
  readonly onOutput: (chunk: Buffer, from: 'stdout' | 'stderr') => void
  /** What the child finds on its standard input; nothing when absent. */
  readonly input?: string
  /** Where the group is noted while it may run, for a start after this process was killed. */
  readonly notes?: string
  /** Gives the child a pipe to read from as file descriptor 3. */
  readonly control?: boolean
}

/** How a process ended. */
export interface Ending {
  /** Null when a signal ended it, or when it could not be started. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started at all. */
  readonly failure?: string
}

export interface RunningProcess {
  readonly pid: number | undefined
  /** The writing end of the child's file descriptor 3; only with `control`. */
  readonly control: Writable | undefined
  /** Never rejects. Resolves when the process has ended and its output was delivered. */
  readonly ended: Promise<Ending>
  /** Ends the whole group: SIGTERM, and SIGKILL for what is left after the grace (milliseconds). */
  stop(grace?: number): Promise<Ending>
}

/** Starts the command as the leader of a new process group, with nothing on its standard input. */
export const startProcess = (command: string, args: readonly string[], options: ProcessOptions): RunningProcess => {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', options.control ? 'pipe' : 'ignore'],
  })
  child.stdout?.on('data', (chunk: Buffer) => options.onOutput(chunk, 'stdout'))
  child.stderr?.on('data', (chunk: Buffer) => options.onOutput(chunk, 'stderr'))
  const { notes } = options
  if (notes !== undefined && child.pid !== undefined) noteGroup(notes, child.pid)
  // A child that has ended reads nothing; its ending says so already.
  child.stdin?.on('error', () => {})
  child.stdin?.end(options.input)
  const control = options.control ? writable(child.stdio[3]) : undefined
  // A child that has ended cannot read any more; its ending says so already.
  control?.on('error', () => {})
  const ended = endingOf(child)
  return {
    pid: child.pid,
    control,
    ended,
    stop: async (grace = 2_000) => {
      signalGroup(child.pid, 'SIGTERM')
      const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), grace)
      const ending = await ended
      clearTimeout(timer)
      signalGroup(child.pid, 'SIGKILL')
      if (notes !== undefined && child.pid !== undefined) forgetGroup(notes, child.pid)
      return ending
    },
  }
}

/** A process that the ended one left behind may hold the output open: it is given this long to say something more. */
const LAST_WORDS = 100

const endingOf = (child: ChildProcess): Promise<Ending> =>
  new Promise(resolve => {
    let ending: Ending = { exitCode: null, signal: null }
    child.once('error', error => resolve({ ...ending, failure: error.message }))
    child.once('exit', (exitCode, signal) => {
      ending = { exitCode, signal }
      setTimeout(() => resolve(ending), LAST_WORDS).unref()
    })
    child.once('close', () => resolve(ending))
  })

const signalGroup = (pid: number | undefined, signal: NodeJS.Signals): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group has ended already.
  }
}

const writable = (stream: unknown): Writable | undefined =>
  typeof stream === 'object' && stream !== null && 'write' in stream ? (stream as Writable) : undefined
