// How each fact changes what CodeBuild knows.
import { API_CALL, SERVICE_EVENT, type ServiceEvent, type TrailDetail } from '../../core/event.ts'
import { BUILD_STATE_CHANGE, PHASE_CHANGE, type PhaseChangeDetail, type StateChangeDetail } from './events.ts'
import { phasesFrom } from './phase-change.ts'
import type { Build, CodeBuildState, Trail, TrailName } from './state.ts'

export const evolve = (state: CodeBuildState, event: ServiceEvent): void => {
  switch (event['detail-type']) {
    case PHASE_CHANGE:
      evolvePhase(state, event.time, event.detail as PhaseChangeDetail)
      break
    case BUILD_STATE_CHANGE:
      evolveBuild(state, event.time, event.detail as StateChangeDetail)
      break
    case API_CALL:
    case SERVICE_EVENT:
      evolveTrail(state, event.time, event.detail as TrailDetail)
      break
  }
}

const evolvePhase = (state: CodeBuildState, time: string, detail: PhaseChangeDetail): void =>
  change(state, idOf(detail['build-id']), build => ({ ...build, ...phasesFrom(build, time, detail) }))

const evolveBuild = (state: CodeBuildState, time: string, detail: StateChangeDetail): void => {
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
}

const evolveTrail = (state: CodeBuildState, time: string, detail: TrailDetail): void => {
  const evolveBy = trail[detail.eventName as TrailName] as
    | ((state: CodeBuildState, carried: unknown, time: string) => void)
    | undefined
  evolveBy?.(state, detail.responseElements, time)
}

const trail: { [Name in TrailName]?: (state: CodeBuildState, carried: Trail[Name], time: string) => void } = {
  CreateProject: (state, { project }) => state.projects.set(project.name, project),
  UpdateProject: (state, { project }) => state.projects.set(project.name, project),
  DeleteProject: (state, { name }) => state.projects.delete(name),
  StartBuild: (state, { build, idempotencyToken }, time) => {
    state.builds.set(build.id, build)
    state.unfinished.add(build.id)
    state.buildNumbers.set(build.projectName, build.buildNumber)
    const ids = state.buildsOf.get(build.projectName)
    if (ids) ids.push(build.id)
    else state.buildsOf.set(build.projectName, [build.id])
    if (idempotencyToken) state.tokens.set(`${build.projectName}/${idempotencyToken}`, { id: build.id, time })
  },
  ExportVariables: (state, { id, variables }) =>
    change(state, id, build => ({ ...build, exportedEnvironmentVariables: variables })),
  UploadArtifacts: (state, { id, artifacts }) => change(state, id, build => ({ ...build, uploaded: artifacts })),
  CreateReportGroup: (state, { reportGroup }) => state.reportGroups.set(reportGroup.arn, reportGroup),
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
      const build = state.builds.get(id)
      state.builds.delete(id)
      const rest = (state.buildsOf.get(build?.projectName ?? '') ?? []).filter(other => other !== id)
      if (build) state.buildsOf.set(build.projectName, rest)
    }
  },
}

const change = (state: CodeBuildState, id: string, to: (build: Build) => Build): void => {
  const build = state.builds.get(id)
  if (build) state.builds.set(id, to(build))
}

const idOf = (arn: string): string => arn.replace(/^.*:build\//, '')
