// Which phase follows which, and what the phases' ends make of the build: the rules of a build, as data in and data out.
// https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
import type { PhaseType, StatusType } from '../state.ts'

/** What a failed phase does to the build, as the buildspec has it. */
export type OnFailure = 'ABORT' | 'CONTINUE'

/** The phases whose commands a buildspec gives, in order. */
export const COMMAND_PHASES = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'] as const
export type CommandPhase = (typeof COMMAND_PHASES)[number]

export const isCommandPhase = (phase: PhaseType): phase is CommandPhase => COMMAND_PHASES.some(one => one === phase)

const FOLLOWING: Readonly<Record<PhaseType, PhaseType | undefined>> = {
  SUBMITTED: 'QUEUED',
  QUEUED: 'PROVISIONING',
  PROVISIONING: 'DOWNLOAD_SOURCE',
  DOWNLOAD_SOURCE: 'INSTALL',
  INSTALL: 'PRE_BUILD',
  PRE_BUILD: 'BUILD',
  BUILD: 'POST_BUILD',
  POST_BUILD: 'UPLOAD_ARTIFACTS',
  UPLOAD_ARTIFACTS: 'FINALIZING',
  FINALIZING: 'COMPLETED',
  COMPLETED: undefined,
}

/** The phases after whose failure the next one still runs: a failed build is cleaned up after, and its output is kept. */
const CARRY_ON: ReadonlySet<PhaseType> = new Set<PhaseType>(['BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS', 'FINALIZING'])

/**
 * The phase that follows one that ended.
 *
 * Unverified: a failed INSTALL or PRE_BUILD goes straight to FINALIZING, and ABORT on BUILD leaves out UPLOAD_ARTIFACTS too.
 */
export const nextPhase = (phase: PhaseType, status: StatusType, onFailure?: OnFailure): PhaseType | undefined => {
  if (status === 'SUCCEEDED') return FOLLOWING[phase]
  const carriesOn = onFailure === undefined ? CARRY_ON.has(phase) : onFailure === 'CONTINUE'
  return status === 'FAILED' && (carriesOn || phase === 'FINALIZING') ? FOLLOWING[phase] : 'FINALIZING'
}

/** How one phase ended, for the build's own end. */
export interface PhaseEnd {
  readonly status: StatusType
  readonly onFailure?: OnFailure
}

/**
 * The build's status from its phases' ends.
 *
 * Unverified: a phase that failed with `on-failure: CONTINUE` does not fail the build.
 */
export const buildStatus = (ends: readonly PhaseEnd[]): StatusType =>
  ends.find(end => end.status !== 'SUCCEEDED' && !(end.status === 'FAILED' && end.onFailure === 'CONTINUE'))?.status ??
  'SUCCEEDED'
