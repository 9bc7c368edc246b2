// Builds, once they are started: looked at, listed, stopped, started again.
import type { Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Access } from '../../../core/policy.ts'
import { operation, type Scope } from '../../../core/service.ts'
import { buildOutput } from '../build/build-output.ts'
import { buildIds, buildOf } from '../build/past.ts'
import { phaseChange, stateChange } from '../events.ts'
import type { Build, CodeBuildState } from '../state.ts'
import { changed } from '../trail.ts'
import { projectArn, projectNotFound, resourceNamed } from './projects.ts'
import { startFacts } from './start-build.ts'

/** Builds are given by id or by ARN; permissions are on their project. */
const idIn = (place: Place, given: string): string => resourceNamed(place, given, 'build/')

const accessTo = (action: string, ids: readonly string[], scope: Scope): readonly Access[] =>
  [...new Set(ids.map(id => id.split(':')[0] ?? ''))].map(project => ({
    action: `codebuild:${action}`,
    resource: projectArn(scope, project),
  }))

const readIds = (members: Members, place: Place) => {
  const ids = members.strings('ids').map(id => idIn(place, id))
  members.fits('ids', ids.length, { min: 1, max: 100 })
  return { ids }
}

const BatchGetBuilds = operation<CodeBuildState>()({
  input: readIds,
  access: ({ ids }, scope) => accessTo('BatchGetBuilds', ids, scope),
  decide: (state, { ids }) => ({
    output: {
      builds: ids.flatMap(id => buildOf(state, id) ?? []).map(buildOutput),
      buildsNotFound: ids.filter(id => !buildOf(state, id)),
    },
  }),
})

const BatchDeleteBuilds = operation<CodeBuildState>()({
  input: readIds,
  access: ({ ids }, scope) => accessTo('BatchDeleteBuilds', ids, scope),
  decide: (state, { ids }, scope) => {
    const ended = ids.filter(id => buildOf(state, id)?.buildComplete)
    const kept = ids.filter(id => !ended.includes(id))
    return {
      output: {
        buildsDeleted: ended.map(id => buildOf(state, id)?.arn),
        buildsNotDeleted: kept.map(id => ({
          id,
          statusCode: buildOf(state, id) ? 'BUILD_IN_PROGRESS' : 'BUILD_NOT_FOUND',
        })),
      },
      facts: ended.length > 0 ? [changed('BatchDeleteBuilds', projectArn(scope, '*'), { ids: ended })] : [],
    }
  },
})

const descending = (members: Members): boolean =>
  members.optionalString('sortOrder', { values: ['ASCENDING', 'DESCENDING'] }) !== 'ASCENDING'

const ListBuilds = operation<CodeBuildState>()({
  input: members => ({ descending: descending(members) }),
  access: () => [{ action: 'codebuild:ListBuilds', resource: '*' }],
  decide: (state, input) => ({ output: listed(buildIds(state), input) }),
})

const ListBuildsForProject = operation<CodeBuildState>()({
  input: members => ({
    projectName: members.string('projectName', { min: 1 }),
    descending: descending(members),
  }),
  access: ({ projectName }, scope) => [
    { action: 'codebuild:ListBuildsForProject', resource: projectArn(scope, projectName) },
  ],
  decide: (state, input, scope) => {
    if (!state.projects.has(input.projectName)) throw projectNotFound(projectArn(scope, input.projectName))
    return { output: listed(state.buildsOf.get(input.projectName) ?? [], input) }
  },
})

const listed = (ids: readonly string[], { descending }: { descending: boolean }) => ({
  ids: descending ? [...ids].reverse() : ids,
})

const readId = (members: Members, place: Place) => ({ id: idIn(place, members.string('id', { min: 1 })) })

const find = (state: CodeBuildState, id: string): Build => {
  const build = buildOf(state, id)
  if (!build) throw new ServiceError('ResourceNotFoundException', `Build cannot be found: ${id}`)
  return build
}

/**
 * The build is STOPPED at once; the worker ends its processes when it hears of it.
 *
 * Unverified: stopping a build that has ended changes nothing and is no error.
 */
const StopBuild = operation<CodeBuildState>()({
  input: readId,
  access: ({ id }, scope) => accessTo('StopBuild', [id], scope),
  decide: (state, { id }, scope) => {
    const build = find(state, id)
    if (build.buildComplete) return { output: { build: buildOutput(build) }, facts: [] }
    const stopped: Build = { ...build, buildStatus: 'STOPPED', buildComplete: true, endTime: scope.now.toISOString() }
    const facts = [
      changed('StopBuild', build.arn, { id }),
      phaseChange(build, scope.now, 'STOPPED', undefined),
      stateChange(build, 'STOPPED'),
    ]
    return { output: { build: buildOutput(stopped) }, facts }
  },
})

const RetryBuild = operation<CodeBuildState>()({
  input: (members, place) => ({ id: idIn(place, members.optionalString('id') ?? '') }),
  access: ({ id }, scope) => accessTo('RetryBuild', [id], scope),
  decide: (state, { id }, scope) => {
    const old = find(state, id)
    const uuid = scope.newId()
    const now = scope.now.toISOString()
    const { endTime: _, uploaded: __, ...kept } = old
    const build: Build = {
      ...kept,
      id: `${old.projectName}:${uuid}`,
      arn: `${old.arn.slice(0, old.arn.lastIndexOf(':'))}:${uuid}`,
      buildNumber: (state.buildNumbers.get(old.projectName) ?? 0) + 1,
      startTime: now,
      currentPhase: 'QUEUED',
      buildStatus: 'IN_PROGRESS',
      buildComplete: false,
      phases: [
        { phaseType: 'SUBMITTED', phaseStatus: 'SUCCEEDED', startTime: now, endTime: now, durationInSeconds: 0 },
        { phaseType: 'QUEUED', startTime: now },
      ],
      logs: old.logs.streamName ? { ...old.logs, streamName: old.logs.streamName.replace(/[^/]*$/, uuid) } : old.logs,
      exportedEnvironmentVariables: [],
      reportArns: [],
    }
    return { output: { build: buildOutput(build) }, facts: startFacts(build) }
  },
})

export const builds = { BatchGetBuilds, BatchDeleteBuilds, ListBuilds, ListBuildsForProject, StopBuild, RetryBuild }
