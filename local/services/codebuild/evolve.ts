// How each fact changes what CodeBuild knows.
import type { Evolving } from '../../core/trail.ts'
import { buildOf, forgetBuild, putPastAway } from './build/past.ts'
import { phasesFrom } from './build/phase-change.ts'
import type * as kept from './state.ts'
import { evolving } from './trail.ts'

type Build = Evolving<kept.Build>
type CodeBuildState = Evolving<kept.CodeBuildState>

export const evolve = evolving({
  'CodeBuild Build Phase Change': (state, detail, { time }) =>
    change(state, idOf(detail['build-id']), build => ({ ...build, ...phasesFrom(build, time, detail) })),
  'CodeBuild Build State Change': (state, detail, { time }) => {
    if (detail['build-status'] === 'IN_PROGRESS') return
    state.unfinished.delete(idOf(detail['build-id']))
    change(state, idOf(detail['build-id']), build => ({
      ...build,
      buildStatus: detail['build-status'],
      buildComplete: true,
      currentPhase: 'COMPLETED',
      endTime: time,
      phases: [...build.phases, { phaseType: 'COMPLETED', startTime: time }],
    }))
  },
  CreateProject: (state, { project }) => void state.projects.set(project.name, project),
  UpdateProject: (state, { project }) => void state.projects.set(project.name, project),
  DeleteProject: (state, { name }) => {
    state.projects.delete(name)
    state.buildNumbers.delete(name) // Unverified: that a project of the same name counts its builds anew
  },
  StartBuild: (state, { build, idempotencyToken }, { time }) => {
    state.builds.set(build.id, build)
    state.unfinished.add(build.id)
    state.buildNumbers.set(build.projectName, build.buildNumber)
    const ids = state.buildsOf.get(build.projectName)
    if (ids) ids.push(build.id)
    else state.buildsOf.set(build.projectName, [build.id])
    for (const [token, used] of state.tokens) if (isStale(used, time)) state.tokens.delete(token)
    if (idempotencyToken) state.tokens.set(`${build.projectName}/${idempotencyToken}`, { id: build.id, time })
    putPastAway(state)
  },
  QueueTimeMoved: (state, { id, milliseconds }) =>
    change(state, id, build => ({ ...build, queueTimeMoved: (build.queueTimeMoved ?? 0) + milliseconds })),
  ExportVariables: (state, { id, variables }) =>
    change(state, id, build => ({ ...build, exportedEnvironmentVariables: variables })),
  UploadArtifacts: (state, { id, artifacts }) => change(state, id, build => ({ ...build, uploaded: artifacts })),
  CreateReportGroup: (state, { reportGroup }) => void state.reportGroups.set(reportGroup.arn, reportGroup),
  DeleteReportGroup: (state, { arn }) => {
    state.reportGroups.delete(arn)
    for (const report of state.reports.values()) if (report.reportGroupArn === arn) state.reports.delete(report.arn)
  },
  CreateReport: (state, { report }) => {
    state.reports.set(report.arn, report)
    change(state, report.executionId.replace(/^.*:build\//, ''), build => ({
      ...build,
      reportArns: [...build.reportArns, report.arn],
    }))
  },
  BatchDeleteBuilds: (state, { ids }) => {
    for (const id of ids) {
      const build = buildOf(state, id)
      forgetBuild(state, id)
      const rest = (state.buildsOf.get(build?.projectName ?? '') ?? []).filter(other => other !== id)
      if (build && rest.length === 0) state.buildsOf.delete(build.projectName)
      else if (build) state.buildsOf.set(build.projectName, rest)
    }
  },
  StopBuild: () => {},
  InvalidateProjectCache: () => {},
})

/** A token means the same build for five minutes. */
const isStale = (used: { readonly time: string }, time: string): boolean =>
  Date.parse(time) - Date.parse(used.time) > 5 * 60_000

const change = (state: CodeBuildState, id: string, to: (build: Build) => Build): void => {
  const build = state.builds.get(id)
  if (build) state.builds.set(id, to(build))
}

const idOf = (arn: string): string => arn.replace(/^.*:build\//, '')
