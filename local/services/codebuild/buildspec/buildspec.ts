// A buildspec, as the build needs it: everything checked, every default filled in.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
import type { CommandPhase, OnFailure } from '../build/phases.ts'

export interface Buildspec {
  /** 0.1 runs each command in a shell of its own. */
  readonly version: '0.1' | '0.2'
  readonly shell: '/bin/sh' | 'bash'
  readonly variables: Readonly<Record<string, string>>
  /** Of the parameter store, by variable. */
  readonly parameters: Readonly<Record<string, string>>
  /** Of Secrets Manager, by variable. */
  readonly secrets: Readonly<Record<string, string>>
  readonly exportedVariables: readonly string[]
  readonly phases: Readonly<Partial<Record<CommandPhase, PhaseSpec>>>
  readonly reports: readonly ReportSpec[]
  readonly artifacts: ArtifactsSpec | undefined
  readonly cachePaths: readonly string[]
  /** What is read but not carried out, for the log. */
  readonly warnings: readonly string[]
}

export interface PhaseSpec {
  readonly commands: readonly string[]
  readonly finally: readonly string[]
  readonly onFailure: OnFailure | undefined
  /** The versions asked for, by runtime. */
  readonly runtimeVersions: Readonly<Record<string, string>>
}

export const TEST_FORMATS = [
  'CUCUMBERJSON',
  'JUNITXML',
  'NUNITXML',
  'NUNIT3XML',
  'TESTNGXML',
  'VISUALSTUDIOTRX',
] as const
export const COVERAGE_FORMATS = ['CLOVERXML', 'COBERTURAXML', 'JACOCOXML', 'SIMPLECOV'] as const
export type TestFormat = (typeof TEST_FORMATS)[number]
export type CoverageFormat = (typeof COVERAGE_FORMATS)[number]

export interface ReportSpec {
  /** A report group's ARN, or a name that the project's name is put before. */
  readonly group: string
  readonly files: readonly string[]
  readonly baseDirectory: string
  readonly format: TestFormat | CoverageFormat
}

export interface ArtifactFiles {
  readonly files: readonly string[]
  readonly excludePaths: readonly string[]
  readonly baseDirectory: string
  readonly discardPaths: boolean
  readonly name: string | undefined
}

export interface ArtifactsSpec extends ArtifactFiles {
  readonly enableSymlinks: boolean
  readonly secondary: Readonly<Record<string, ArtifactFiles>>
}

/** All that is wrong with a buildspec, one line each: file, line, rule, and what to change. */
export class BuildspecError extends Error {
  override readonly name = 'BuildspecError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
