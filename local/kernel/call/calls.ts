// What becomes of a call on the log: CloudTrail's record of it, in one line with the facts that make its answer true.

import { cloudTrailRecord, isRecorded, type Outcome, type RecordedCall } from '../../core/cloud-trail.ts'
import { ServiceError } from '../../core/errors.ts'
import { API_CALL, type Fact, KEPT } from '../../core/event.ts'
import type { ConditionContext } from '../../core/policy.ts'
import type { AnyService, Scope } from '../../core/service.ts'

export interface CallInProgress {
  readonly service: AnyService
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly scope: Scope
  readonly userAgent: string | undefined
}

/**
 * The facts of a call that was carried out, the record of the call among them: it is one event with the change of the same name. Calls that
 * only read, and data events, have no record.
 */
export const withRecord = (call: CallInProgress, output: unknown, facts: readonly Fact[]): readonly Fact[] => {
  const { service, operation } = call
  if (!isRecorded(service.cloudTrail, operation)) return facts
  const detail = cloudTrailRecord(recordedCall(call), { output })
  const own = facts.findIndex(fact => fact.source === service.source && fact.kept?.name === operation)
  if (own < 0) return [...facts, { source: service.source, 'detail-type': API_CALL, resources: [], detail }]
  return facts.map((fact, index) =>
    index === own && fact['detail-type'] === KEPT ? { ...fact, 'detail-type': API_CALL, detail } : fact,
  )
}

/** The record of a call that was refused, or that failed; it changes no state. */
export const failureRecord = (call: CallInProgress, error: ServiceError): Fact => {
  const outcome: Outcome = { errorCode: error.code, errorMessage: error.message }
  const detail = cloudTrailRecord(recordedCall(call), outcome)
  return { source: call.service.source, 'detail-type': API_CALL, resources: [], detail }
}

/** CloudTrail has the failures of calls that would have changed something; what the caller merely asked for is no news. */
export const isFailureRecorded = ({ service, operation }: CallInProgress, error: unknown): error is ServiceError =>
  error instanceof ServiceError &&
  (error.code === service.accessDeniedError || (error.status < 500 && isRecorded(service.cloudTrail, operation)))

const recordedCall = ({ service, operation, input, scope, userAgent }: CallInProgress): RecordedCall => ({
  eventSource: `${service.source.replace(/^aws\./, '')}.amazonaws.com`,
  operation,
  rules: service.cloudTrail,
  principal: scope.principal,
  requestId: scope.requestId,
  userAgent,
  input,
  place: scope,
})

/** What no policy allows has another code in each service, whether the service itself says so or another that it asked. */
export const inWordsOf = (service: AnyService, error: unknown): unknown => {
  if (!(error instanceof ServiceError) || !isAccessDenied(error)) return error
  const status = service.protocol === 'json-1.1' ? 400 : 403
  return new ServiceError(service.accessDeniedError, error.message, status, error.members)
}

const isAccessDenied = ({ code }: ServiceError): boolean => code === 'AccessDenied' || code === 'AccessDeniedException'

export const userAgentIn = (context: ConditionContext = {}): string | undefined => {
  const value = context['aws:UserAgent']
  return typeof value === 'string' ? value : value?.[0]
}
