// What becomes of a call that nobody allows: an error in the service's own protocol, and a fact that changes no state.

import { ServiceError } from '../core/errors.ts'
import { apiCall, type Fact, type ServiceEvent } from '../core/event.ts'
import { principalName } from '../core/principal.ts'
import type { AnyService, Scope } from '../core/service.ts'

/** As CloudTrail records it. */
export const refusalFact = (service: AnyService, name: string, scope: Scope, error: ServiceError): Fact => {
  const fact = apiCall(service.source.replace(/^aws\./, ''), name, '*', null, null)
  const refusal = {
    ...fact.detail,
    errorCode: error.code,
    errorMessage: error.message,
    requestID: scope.requestId,
    userIdentity: { arn: principalName(scope.principal) },
  }
  return { ...fact, resources: [], detail: refusal }
}

/** The code of a refusal differs by protocol: XML services say AccessDenied, JSON services AccessDeniedException. */
export const inProtocol = (error: ServiceError, { protocol, accessDeniedError }: AnyService): ServiceError => {
  const json = protocol === 'json-1.1' || protocol === 'rest-json'
  const code = accessDeniedError ?? (json ? 'AccessDeniedException' : 'AccessDenied')
  return new ServiceError(code, error.message, protocol === 'json-1.1' ? 400 : 403)
}

export const isRefusal = (event: ServiceEvent): boolean =>
  typeof event.detail === 'object' &&
  event.detail !== null &&
  'errorCode' in event.detail &&
  'userIdentity' in event.detail

/** A service hears of its own calls only when they were carried out; a rule of EventBridge may wait for a refusal. */
export const isOwnRefusal = ({ source }: AnyService, event: ServiceEvent): boolean =>
  event.source === source && isRefusal(event)
