// The workers of CodeBuild: which queued builds run now, and what ends them from outside.
import { join } from 'node:path'
import type { ServiceEvent } from '../../../core/event.ts'
import type { Desk } from '../../../core/service.ts'
import { endLeftovers } from '../../../host/isolation/leftovers.ts'
import type { BuildImage } from '../../../image/image.ts'
import { uuidOf } from '../build/build-id.ts'
import { phaseChange, stateChange } from '../events.ts'
import type { Build, CodeBuildState, StatusType } from '../state.ts'
import { of } from '../trail.ts'
import type { BuildControl, BuildRun } from './run-build.ts'

export interface WorkerOptions {
  /** How many builds run at the same time. */
  readonly concurrency?: number
  /** Opens the image on first use; the machine's own unless given. */
  readonly image?: (folder: string) => Promise<BuildImage>
}

export interface Worker {
  work(event: ServiceEvent, desk: Desk<CodeBuildState>): Promise<void> | undefined
  resume(desk: Desk<CodeBuildState>): Promise<void>
  stop(): Promise<void>
}

// What only a build needs is loaded with the first one: the local cloud starts sooner.
const machineImage = async (folder: string): Promise<BuildImage> =>
  (await import('../../../image/image.ts')).openImage({ folder, userEnv: process.env })
const runBuild = async (run: BuildRun): Promise<void> => (await import('./run-build.ts')).runBuild(run)
const emptyCache = async (desk: Desk<CodeBuildState>, projectName: string): Promise<void> =>
  (await import('./cache.ts')).emptyCache(desk, projectName)

/** Where a build's log grows on this machine, as plain text: `codebuild/logs/UUID.log` in the state folder. */
export const buildLogPath = (stateFolder: string, buildId: string): string =>
  join(stateFolder, 'codebuild', 'logs', `${uuidOf(buildId)}.log`)

export const makeWorker = (options: WorkerOptions = {}): Worker => {
  const running = new Map<string, { readonly control: BuildControl; readonly ended: Promise<void> }>()
  let image: Promise<BuildImage> | undefined
  const imageFor = (desk: Desk<CodeBuildState>) => (): Promise<BuildImage> => {
    image ??= (options.image ?? machineImage)(desk.folder('image'))
    image.catch(() => (image = undefined))
    return image
  }

  /** Starts what is queued, oldest first, as far as there is room. */
  const startQueued = (desk: Desk<CodeBuildState>): Promise<void> | undefined => {
    if (desk.stopping.aborted) return undefined // nobody would end it
    const room = (options.concurrency ?? 2) - running.size
    const started: Promise<void>[] = []
    for (const id of [...desk.state.unfinished]) {
      const build = desk.state.builds.get(id)
      if (build && started.length < room && waits(desk.state, build)) started.push(start(desk, build))
    }
    return started.length > 0 ? Promise.all(started).then(() => {}) : undefined
  }

  const start = (desk: Desk<CodeBuildState>, build: Build): Promise<void> => {
    const control: BuildControl = { ended: undefined, onEnd: undefined }
    const timeout = new Date(desk.now().getTime() + build.timeoutInMinutes * 60_000)
    const cancelTimeout = desk.at(timeout, () => endBuild(control, 'TIMED_OUT'))
    desk.record(phaseChange(build, desk.now(), 'SUCCEEDED', 'PROVISIONING'))
    const logPath = join(desk.folder('logs'), `${uuidOf(build.id)}.log`)
    const ended = runBuild({ desk, id: build.id, image: imageFor(desk), logPath, control }).finally(() => {
      cancelTimeout()
      if (desk.state.unfinished.has(build.id)) close(desk, build.id, 'the build ended in an internal error')
      running.delete(build.id)
      desk.background(startQueued(desk) ?? Promise.resolve())
    })
    running.set(build.id, { control, ended })
    return ended
  }

  return {
    work: (event, desk) => {
      const change = of(event)
      if (change?.name === 'InvalidateProjectCache') return emptyCache(desk, change.data.projectName)
      if (change?.name === 'StopBuild') {
        const one = running.get(change.data.id)
        if (one) endBuild(one.control, 'STOPPED')
        return one?.ended
      }
      return change?.name === 'StartBuild' ? startQueued(desk) : undefined
    },
    resume: async desk => {
      endLeftovers(desk.folder('processes'))
      for (const id of [...desk.state.unfinished])
        close(desk, id, 'the local cloud was stopped while the build was under way; start it again')
    },
    stop: async () => {
      for (const { control } of running.values()) endBuild(control, 'FAULT')
      await Promise.allSettled([...running.values()].map(one => one.ended))
    },
  }
}

const endBuild = (control: BuildControl, status: StatusType): void => {
  control.ended ??= status
  control.onEnd?.()
}

/** A project's own limit keeps further builds of it in the queue. */
const waits = (state: CodeBuildState, build: Build): boolean => {
  if (build.buildComplete || build.currentPhase !== 'QUEUED') return false
  const limit = state.projects.get(build.projectName)?.concurrentBuildLimit
  if (limit === undefined) return true
  const busy = [...state.unfinished].filter(id => {
    const other = state.builds.get(id)
    return other?.projectName === build.projectName && !other.buildComplete && other.currentPhase !== 'QUEUED'
  })
  return busy.length < limit
}

/** A build does not outlive its worker: what is still under way is closed, with the reason. */
const close = (desk: Desk<CodeBuildState>, id: string, message: string): void => {
  const build = desk.state.builds.get(id)
  if (!build) return
  desk.record(phaseChange(build, desk.now(), 'FAULT', undefined, { statusCode: 'INTERNAL_ERROR', message }))
  desk.record(stateChange(desk.state.builds.get(id) ?? build, 'FAULT'))
}
