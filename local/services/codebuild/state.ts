// What CodeBuild knows: projects, builds and reports, in the words of its API.
import { type Archive, emptyArchive } from '../../core/archive.ts'
import type { Principal } from '../../core/principal.ts'

export type SourceType = 'CODEPIPELINE' | 'S3' | 'NO_SOURCE'
export interface ProjectSource {
  readonly type: SourceType
  readonly location?: string
  readonly buildspec?: string
  readonly sourceIdentifier?: string
}

export interface ProjectArtifacts {
  readonly type: 'CODEPIPELINE' | 'S3' | 'NO_ARTIFACTS'
  readonly location?: string
  readonly path?: string
  readonly namespaceType?: 'NONE' | 'BUILD_ID'
  readonly name?: string
  readonly packaging?: 'NONE' | 'ZIP'
  readonly overrideArtifactName?: boolean
  readonly encryptionDisabled?: boolean
  readonly artifactIdentifier?: string
}

export interface EnvironmentVariable {
  readonly name: string
  /** Of the other types, the name of the parameter or the secret. */
  readonly value: string
  readonly type: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER'
}

export interface ProjectEnvironment {
  readonly type: string
  readonly image: string
  readonly computeType: string
  readonly environmentVariables: readonly EnvironmentVariable[]
  readonly privilegedMode: boolean
  readonly imagePullCredentialsType?: string
}

export interface ProjectCache {
  readonly type: 'NO_CACHE' | 'LOCAL'
  readonly modes?: readonly string[]
}

export interface LogsConfig {
  readonly cloudWatchLogs?: { readonly status: string; readonly groupName?: string; readonly streamName?: string }
  readonly s3Logs?: { readonly status: string }
}

export interface Tag {
  readonly key: string
  readonly value: string
}

export interface Project {
  readonly name: string
  readonly arn: string
  readonly description?: string
  readonly source: ProjectSource
  readonly secondarySources: readonly ProjectSource[]
  readonly sourceVersion?: string
  readonly artifacts: ProjectArtifacts
  readonly secondaryArtifacts: readonly ProjectArtifacts[]
  readonly cache: ProjectCache
  readonly environment: ProjectEnvironment
  readonly serviceRole: string
  readonly timeoutInMinutes: number
  readonly queuedTimeoutInMinutes: number
  readonly encryptionKey?: string
  readonly tags: readonly Tag[]
  readonly created: string
  readonly lastModified: string
  readonly logsConfig?: LogsConfig
  readonly concurrentBuildLimit?: number
}

export type StatusType = 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'IN_PROGRESS' | 'STOPPED'
export type PhaseType =
  | 'SUBMITTED'
  | 'QUEUED'
  | 'PROVISIONING'
  | 'DOWNLOAD_SOURCE'
  | 'INSTALL'
  | 'PRE_BUILD'
  | 'BUILD'
  | 'POST_BUILD'
  | 'UPLOAD_ARTIFACTS'
  | 'FINALIZING'
  | 'COMPLETED'

export interface PhaseContext {
  readonly statusCode: string
  readonly message: string
}

export interface BuildPhase {
  readonly phaseType: PhaseType
  readonly phaseStatus?: StatusType
  /** ISO 8601. */
  readonly startTime: string
  readonly endTime?: string
  readonly durationInSeconds?: number
  readonly contexts?: readonly PhaseContext[]
}

export interface BuildArtifacts {
  readonly location: string
  readonly sha256sum?: string
  readonly md5sum?: string
  readonly artifactIdentifier?: string
}

export interface ExportedVariable {
  readonly name: string
  readonly value: string
}

/** A build as the API gives it, with what the worker needs besides: what was asked for, and with which project. */
export interface Build {
  /** `project:uuid` */
  readonly id: string
  readonly arn: string
  readonly buildNumber: number
  readonly startTime: string
  /** Milliseconds that it was queued while the machine was off. */
  readonly queueTimeMoved?: number
  readonly endTime?: string
  readonly currentPhase: PhaseType
  readonly buildStatus: StatusType
  readonly sourceVersion?: string
  readonly resolvedSourceVersion?: string
  readonly projectName: string
  readonly phases: readonly BuildPhase[]
  readonly source: ProjectSource
  readonly secondarySources: readonly ProjectSource[]
  readonly artifacts: ProjectArtifacts
  readonly secondaryArtifacts: readonly ProjectArtifacts[]
  /** Where the artifacts went, once they did. */
  readonly uploaded?: readonly BuildArtifacts[]
  readonly cache: ProjectCache
  readonly environment: ProjectEnvironment
  readonly serviceRole: string
  readonly logs: { readonly groupName?: string; readonly streamName?: string }
  readonly timeoutInMinutes: number
  readonly queuedTimeoutInMinutes: number
  readonly buildComplete: boolean
  readonly initiator: string
  readonly encryptionKey?: string
  readonly exportedEnvironmentVariables: readonly ExportedVariable[]
  readonly reportArns: readonly string[]
}

export type ReportType = 'TEST' | 'CODE_COVERAGE'

export interface ReportGroup {
  readonly arn: string
  readonly name: string
  readonly type: ReportType
  readonly created: string
  readonly lastModified: string
  readonly tags: readonly Tag[]
}

export interface TestReportSummary {
  readonly total: number
  readonly statusCounts: Readonly<Record<string, number>>
  readonly durationInNanoSeconds: number
}

export interface CodeCoverageReportSummary {
  readonly lineCoveragePercentage: number
  readonly linesCovered: number
  readonly linesMissed: number
  readonly branchCoveragePercentage: number
  readonly branchesCovered: number
  readonly branchesMissed: number
}

export interface Report {
  readonly arn: string
  readonly type: ReportType
  readonly name: string
  readonly reportGroupArn: string
  readonly executionId: string
  readonly status: 'SUCCEEDED' | 'FAILED'
  readonly created: string
  /** Of a report of tests. */
  readonly testSummary?: TestReportSummary
  /** Of a report of code coverage. */
  readonly codeCoverageSummary?: CodeCoverageReportSummary
}

export interface CodeBuildState {
  readonly projects: ReadonlyMap<string, Project>
  /** By id, oldest first. */
  readonly builds: ReadonlyMap<string, Build>
  /** Builds that ended a while ago; `buildOf` looks into it. */
  readonly past: Archive
  /** Ids of builds that have not ended, oldest first. */
  readonly unfinished: ReadonlySet<string>
  /** Ids by project, oldest first. */
  readonly buildsOf: ReadonlyMap<string, string[]>
  readonly buildNumbers: ReadonlyMap<string, number>
  /** Build id by `project/token`, with the time it was used. */
  readonly tokens: ReadonlyMap<string, { readonly id: string; readonly time: string }>
  readonly reportGroups: ReadonlyMap<string, ReportGroup>
  readonly reports: ReadonlyMap<string, Report>
}

export const initialState = (): CodeBuildState => ({
  projects: new Map(),
  builds: new Map(),
  past: emptyArchive(),
  unfinished: new Set(),
  buildsOf: new Map(),
  buildNumbers: new Map(),
  tokens: new Map(),
  reportGroups: new Map(),
  reports: new Map(),
})

/** Who a build's calls are made by. */
export type BuildRole = Extract<Principal, { kind: 'session' }>
