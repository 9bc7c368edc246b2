// The record of a service that stands in for another in a test: called within, never over the wire.
import type { CloudTrailRules } from '../../local/core/cloud-trail.ts'
import type { AnyService } from '../../local/core/service.ts'
import { MEGABYTE, type WireOf } from '../../local/core/wire.ts'

export const standIn = (
  signingName: string,
): WireOf<'json-1.1'> & { readonly resourceTags: () => undefined; readonly cloudTrail: CloudTrailRules } => ({
  signingName,
  resourceTags: () => undefined,
  cloudTrail: { dataEvents: [], readOnly: [], hidden: [], maps: [] },
  protocol: 'json-1.1',
  target: signingName,
  isGlobal: false,
  bodyLimit: MEGABYTE,
  validationError: 'ValidationException',
  accessDeniedError: 'AccessDeniedException',
})

export const isStandIn = (service: AnyService): boolean =>
  service.protocol === 'json-1.1' && service.target === service.signingName
