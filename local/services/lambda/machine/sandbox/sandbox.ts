// One execution environment: a child process that runs one invocation at a time, for as long as it stays well.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

import type { ChildProcess } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isolation } from '../../../../host/isolation/detect.ts'
import { forgetGroup } from '../../../../host/isolation/leftovers.ts'
import { descendantsOf, isHeldBy } from '../../../../host/isolation/peers.ts'
import type { Configuration } from '../../state.ts'
import { failure, type Outcome, reasonOf } from '../endings.ts'
import { readFrames, readLines } from '../log-streams.ts'
import { type Invocation, RuntimeApi } from '../runtime-api.ts'
import { peakMemory, residentMemory } from './memory.ts'
import { bootstrapOf, takesSocket } from './runtimes.ts'
import type { SandboxLog } from './sandbox-log.ts'
import { type SandboxFolders, startProcess } from './sandbox-process.ts'

export interface SandboxOptions {
  readonly configuration: Configuration
  /** Where it makes a folder of its own. */
  readonly root: string
  readonly folders: SandboxFolders
  /** Where its process is noted. */
  readonly notes: string
  /** The function's variables and Lambda's own; nothing of this process is added. */
  readonly environment: Readonly<Record<string, string>>
  readonly log: SandboxLog
  /** The process has ended, or will not be used again. */
  readonly onEnd: () => void
}

/** How long a function may take to start, beyond the time it has for the invocation. */
const INIT_SECONDS = 10
const WATCH_MILLISECONDS = 100

interface Running {
  readonly invocation: Invocation
  readonly resolve: (outcome: Outcome) => void
  timer: NodeJS.Timeout
  since: number
}

export class Sandbox {
  readonly configuration: Configuration
  readonly log: SandboxLog
  /** When it last ended an invocation, on the local cloud's clock; epoch milliseconds. */
  idleSince = 0
  ended = false
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>
  private readonly options: SandboxOptions
  private readonly api: RuntimeApi
  private readonly folder: string
  private readonly born = performance.now()
  private process: ChildProcess | undefined
  private isIsolated = false
  private worker: number | undefined
  private isReady = false
  private initMilliseconds: number | undefined
  private running: Running | undefined
  private leave: () => void = () => {}
  private peakSeen = Number.NEGATIVE_INFINITY
  private peakMegabytes = 0

  constructor(options: SandboxOptions) {
    this.options = options
    this.folder = mkdtempSync(join(options.root, 's-'))
    this.configuration = options.configuration
    this.log = options.log
    this.gone = new Promise(resolve => {
      this.leave = resolve
    })
    this.api = new RuntimeApi({
      ready: () => this.ready(),
      answered: (_, payload) => this.finish({ payload, failed: false }),
      failed: (_, error) => this.finish({ payload: error, failed: true }),
      initFailed: error => this.die({ payload: error, failed: true }),
      isOwn: ends => this.process?.pid !== undefined && isHeldBy(this.process.pid, ends),
    })
    this.start().catch(error => this.die(failure('Runtime.InvalidEntrypoint', String(error))))
  }

  /** It has not asked for its first invocation yet. */
  get starting(): boolean {
    return !this.isReady && !this.ended
  }

  get busy(): boolean {
    return this.running !== undefined
  }

  invoke(invocation: Invocation): Promise<Outcome> {
    if (this.ended)
      return Promise.resolve(failure('Runtime.ExitError', `RequestId: ${invocation.requestId} Error: Runtime exited`))
    return new Promise(resolve => {
      // Differs from AWS: a start that takes longer than 10 seconds is not begun again, it may take as long as the invocation besides.
      const timer = this.timer(this.isReady ? 0 : INIT_SECONDS)
      this.running = { invocation, resolve, timer, since: performance.now() }
      if (this.api.asked) this.hand(this.running)
    })
  }

  /** Ends the process at once, and all that it started. */
  end(): void {
    if (!this.ended) this.die(failure('Runtime.ExitError', 'The local cloud ended the sandbox'))
  }

  private async start(): Promise<void> {
    const { configuration, folders, environment, log, notes } = this.options
    const [address, found] = await Promise.all([
      this.api.listen(takesSocket(configuration) ? join(this.folder, 'runtime') : undefined),
      isolation(),
    ])
    if (this.ended) return
    const bootstrap = bootstrapOf(configuration, folders.code)
    if (bootstrap) accessSync(bootstrap, constants.X_OK)
    this.isIsolated = found.isOn
    const { folder } = this
    const child = startProcess({ configuration, folders, environment, folder, address, notes, isolation: found })
    this.process = child
    child.on('error', error => this.die(failure('Runtime.InvalidEntrypoint', error.message)))
    child.on('close', (code, signal) => this.exited(code, signal))
    const write = (text: string): void => log.write(text)
    readLines(child.stdout, write)
    readLines(child.stderr, write)
    readFrames(child.stdio[3], write)
    this.watchMemory()
  }

  private timer(extraSeconds: number): NodeJS.Timeout {
    return setTimeout(() => this.timedOut(), (this.configuration.Timeout + extraSeconds) * 1000)
  }

  private ready(): void {
    const { running } = this
    if (!this.isReady) {
      this.isReady = true
      this.initMilliseconds = performance.now() - this.born
      if (running) {
        // The function's own time begins now; what is left of that for the start is not added to it.
        clearTimeout(running.timer)
        running.timer = this.timer(0)
      }
    }
    if (running) this.hand(running)
  }

  private hand(running: Running): void {
    const { invocation } = running
    running.since = performance.now()
    this.log.start(invocation.requestId, this.configuration.Version)
    const deadline = Date.now() + this.configuration.Timeout * 1000
    this.api.deliver({ ...invocation, deadline })
  }

  private finish(outcome: Outcome, status?: 'timeout' | 'error'): void {
    const running = this.running
    if (!running) return
    this.running = undefined
    clearTimeout(running.timer)
    const duration = performance.now() - running.since
    const initDuration = this.initMilliseconds
    this.initMilliseconds = undefined
    // What the function logged arrived before its answer; it is read within this turn of the event loop.
    setImmediate(() => {
      this.log.report({
        requestId: running.invocation.requestId,
        duration,
        memorySize: this.configuration.MemorySize,
        peakMemory: this.peak(),
        ...(initDuration === undefined ? {} : { initDuration }),
        ...(status === undefined ? {} : { status }),
      })
      running.resolve(outcome)
    })
  }

  /** The function's own process: two shells stand above an isolated one. */
  private workerPid(): number | undefined {
    const pid = this.process?.pid
    if (pid === undefined || !this.isIsolated) return pid
    const found = this.worker ?? descendantsOf(pid)[1]
    if (this.isReady) this.worker = found
    return found
  }

  /** Looked at once a second at most: it costs more than a quick invocation. */
  private peak(): number {
    const now = performance.now()
    if (now - this.peakSeen > 1000) {
      this.peakSeen = now
      this.peakMegabytes = peakMemory(this.workerPid()) ?? this.peakMegabytes
    }
    return this.peakMegabytes
  }

  private timedOut(): void {
    const requestId = this.running?.invocation.requestId ?? ''
    const message = `Task timed out after ${this.configuration.Timeout.toFixed(2)} seconds`
    this.log.write(`${new Date().toISOString()} ${requestId} ${message}`)
    // Unverified: errorType and errorMessage of a timeout as they are since 2024.
    this.die(failure('Sandbox.Timedout', `RequestId: ${requestId} Error: ${message}`), 'timeout')
  }

  private exited(code: number | null, signal: NodeJS.Signals | null): void {
    const requestId = this.running?.invocation.requestId ?? ''
    const reason = reasonOf(code, signal, this.isIsolated)
    if (this.running) this.log.write(`RequestId: ${requestId} Error: ${reason}\nRuntime.ExitError`)
    this.die(failure('Runtime.ExitError', `RequestId: ${requestId} Error: ${reason}`))
    const pid = this.process?.pid
    if (pid !== undefined) {
      killGroup(pid) // what it left running
      forgetGroup(this.options.notes, pid)
    }
    this.cleanUp()
  }

  private cleanUp(): void {
    rmSync(this.folder, { recursive: true, force: true })
    this.leave()
  }

  private die(outcome: Outcome, status: 'timeout' | 'error' = 'error'): void {
    if (!this.ended) {
      this.ended = true
      this.api.close()
      this.options.onEnd()
      const pid = this.process?.pid
      if (pid === undefined) this.cleanUp()
      else killGroup(pid)
    }
    this.finish(outcome, status)
  }

  /** Differs from AWS: looked at every 100 ms, and only where the system tells (Linux); the heap has its own limit everywhere. */
  private watchMemory(): void {
    const limit = this.configuration.MemorySize * 1024 * 1024
    const timer = setInterval(() => {
      if (this.ended) return clearInterval(timer)
      if (!this.running || (residentMemory(this.workerPid()) ?? 0) <= limit) return
      const { requestId } = this.running.invocation
      const text = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`
      this.log.write(`${text}\nRuntime.ExitError`)
      this.die(failure('Runtime.ExitError', text))
    }, WATCH_MILLISECONDS)
    timer.unref()
  }
}

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}
