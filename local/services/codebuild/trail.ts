// What CodeBuild records of projects, builds and reports, and the two events that it announces.
// https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html

import { trailOf } from '../../core/trail.ts'
import type {
  Build,
  BuildArtifacts,
  CodeBuildState,
  ExportedVariable,
  PhaseType,
  Project,
  Report,
  ReportGroup,
  StatusType,
} from './state.ts'

export const BUILD_STATE_CHANGE = 'CodeBuild Build State Change'
export const PHASE_CHANGE = 'CodeBuild Build Phase Change'

interface BuildDetail {
  readonly 'project-name': string
  /** The build's ARN. */
  readonly 'build-id': string
  readonly 'additional-information': unknown
  readonly version: '1'
}

export interface StateChangeDetail extends BuildDetail {
  readonly 'build-status': StatusType
  readonly 'current-phase': PhaseType
  readonly 'current-phase-context': string
}

export interface PhaseChangeDetail extends BuildDetail {
  readonly 'completed-phase': PhaseType
  readonly 'completed-phase-status': StatusType
  readonly 'completed-phase-context': string
  readonly 'completed-phase-duration-seconds': number
  readonly 'completed-phase-start': string
  readonly 'completed-phase-end': string
  /** Differs from AWS: which phase has begun is not in AWS's event; readers of the log want it. */
  readonly 'next-phase'?: PhaseType
}

interface Changes {
  CreateProject: { readonly project: Project }
  UpdateProject: { readonly project: Project }
  DeleteProject: { readonly name: string }
  StartBuild: { readonly build: Build; readonly idempotencyToken?: string }
  /** The machine was off for so long while the build was queued, or its clock was set back. */
  QueueTimeMoved: { readonly id: string; readonly milliseconds: number }
  StopBuild: { readonly id: string }
  ExportVariables: { readonly id: string; readonly variables: readonly ExportedVariable[] }
  UploadArtifacts: { readonly id: string; readonly artifacts: readonly BuildArtifacts[] }
  CreateReportGroup: { readonly reportGroup: ReportGroup }
  DeleteReportGroup: { readonly arn: string }
  CreateReport: { readonly report: Report }
  BatchDeleteBuilds: { readonly ids: readonly string[] }
  InvalidateProjectCache: { readonly projectName: string }
}

interface Announced {
  'CodeBuild Build State Change': StateChangeDetail
  'CodeBuild Build Phase Change': PhaseChangeDetail
}

export const { announced, changed, evolving, of } = trailOf<CodeBuildState, Changes, Announced>()('aws.codebuild')
