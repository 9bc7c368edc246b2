// CodeBuild: buildspecs run for real, each in a clean workspace of its own on this machine.
import type { Service } from '../../core/service.ts'
import { builds } from './builds.ts'
import { evolve } from './evolve.ts'
import { makeWorker, type WorkerOptions } from './machine/worker.ts'
import { projects } from './projects.ts'
import { nextQueueTimeout, queueTimeouts } from './queue.ts'
import { reports } from './reports.ts'
import { StartBuild } from './start-build.ts'
import { type CodeBuildState, initialState } from './state.ts'

export { buildLogPath } from './machine/worker.ts'

export const codebuildWith = (options: WorkerOptions = {}): Service<CodeBuildState> => {
  const worker = makeWorker(options)
  return {
    signingName: 'codebuild',
    protocol: 'json-1.1',
    target: 'CodeBuild_20161006',
    source: 'aws.codebuild',
    validationError: 'InvalidInputException',
    initial: initialState,
    evolve,
    operations: { ...projects, StartBuild, ...builds, ...reports },
    due: nextQueueTimeout,
    tick: (state, moment) => ({ facts: queueTimeouts(state, moment.now) }),
    work: worker.work,
    resume: worker.resume,
    stop: worker.stop,
  }
}

export const codebuild = codebuildWith()
