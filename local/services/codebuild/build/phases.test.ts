import type { PhaseType, StatusType } from '../state.ts'
import { buildStatus, nextPhase, type OnFailure, type PhaseEnd } from './phases.ts'

const cases: readonly [PhaseType, StatusType, OnFailure | undefined, PhaseType | undefined][] = [
  ['SUBMITTED', 'SUCCEEDED', undefined, 'QUEUED'],
  ['DOWNLOAD_SOURCE', 'SUCCEEDED', undefined, 'INSTALL'],
  ['DOWNLOAD_SOURCE', 'FAILED', undefined, 'FINALIZING'],
  ['INSTALL', 'FAILED', undefined, 'FINALIZING'],
  ['INSTALL', 'FAILED', 'CONTINUE', 'PRE_BUILD'],
  ['PRE_BUILD', 'FAILED', undefined, 'FINALIZING'],
  ['BUILD', 'SUCCEEDED', 'ABORT', 'POST_BUILD'],
  ['BUILD', 'FAILED', undefined, 'POST_BUILD'],
  ['BUILD', 'FAILED', 'ABORT', 'FINALIZING'],
  ['BUILD', 'TIMED_OUT', undefined, 'FINALIZING'],
  ['POST_BUILD', 'FAILED', undefined, 'UPLOAD_ARTIFACTS'],
  ['UPLOAD_ARTIFACTS', 'FAILED', undefined, 'FINALIZING'],
  ['FINALIZING', 'FAILED', undefined, 'COMPLETED'],
  ['COMPLETED', 'SUCCEEDED', undefined, undefined],
]
test.each(cases)('after %s %s with on-failure %s comes %s', (phase, status, onFailure, next) => {
  expect(nextPhase(phase, status, onFailure)).toBe(next)
})

const ends: readonly [string, readonly PhaseEnd[], StatusType][] = [
  ['all phases succeeded', [{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }], 'SUCCEEDED'],
  ['a phase failed', [{ status: 'SUCCEEDED' }, { status: 'FAILED' }, { status: 'SUCCEEDED' }], 'FAILED'],
  ['a phase failed that may', [{ status: 'FAILED', onFailure: 'CONTINUE' }], 'SUCCEEDED'],
  ['a phase that may fail ran out of time', [{ status: 'TIMED_OUT', onFailure: 'CONTINUE' }], 'TIMED_OUT'],
]
test.each(ends)('%s', (_, phases, status) => expect(buildStatus(phases)).toBe(status))
