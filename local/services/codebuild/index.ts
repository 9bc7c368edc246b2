// CodeBuild: buildspecs run for real, each in a clean workspace of its own on this machine.
import type { Desk, Service } from '../../core/service.ts'
import { tagsIn } from '../../core/tags.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { keptFiles } from './artifacts/kept-files.ts'
import { away, nextQueueTimeout, queueTimeouts } from './build/queue.ts'
import { evolve } from './evolve.ts'
import { makeWorker, type Worker, type WorkerOptions } from './machine/worker.ts'
import { builds } from './operations/builds.ts'
import { listsInPages } from './operations/pages.ts'
import { projects } from './operations/projects.ts'
import { reports } from './operations/reports.ts'
import { StartBuild } from './operations/start-build.ts'
import { type CodeBuildState, initialState } from './state.ts'

export { buildLogPath } from './machine/worker.ts'

export const codebuildWith = (options: WorkerOptions = {}): Service<CodeBuildState> => {
  // Each local cloud of the process has a worker of its own.
  const workers = new WeakMap<Desk<CodeBuildState>, Worker>()
  const workerOf = (desk: Desk<CodeBuildState>): Worker => {
    const worker = workers.get(desk) ?? makeWorker(options)
    workers.set(desk, worker)
    return worker
  }
  return {
    signingName: 'codebuild',
    protocol: 'json-1.1',
    isGlobal: false,
    bodyLimit: 2 * MEGABYTE,
    accessDeniedError: 'AccessDeniedException',
    target: 'CodeBuild_20161006',
    source: 'aws.codebuild',
    cloudTrail: {
      // https://docs.aws.amazon.com/codebuild/latest/userguide/cloudtrail.html
      dataEvents: [],
      readOnly: [],
      hidden: [],
      maps: [],
    },
    validationError: 'InvalidInputException',
    initial: initialState,
    evolve,
    operations: listsInPages({ ...projects, StartBuild, ...builds, ...reports }),
    // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Tag.html
    tagRules: { longestKey: 127, longestValue: 255 },
    resourceTags: (state, arn) => {
      const tagged = [...state.projects.values()].find(project => project.arn === arn) ?? state.reportGroups.get(arn)
      return tagged && tagsIn(tagged.tags)
    },
    due: nextQueueTimeout,
    away,
    tick: (state, moment) => ({ facts: queueTimeouts(state, moment.now) }),
    work: {
      begin: (event, desk) => workerOf(desk).work(event, desk),
      resume: desk => workerOf(desk).resume(desk),
    },
    keeps: keptFiles,
    stop: desk => workerOf(desk).stop(),
  }
}

export const codebuild = codebuildWith()
