// A call that nobody allows, or that fails, is on the log and changes nothing.

import type { ServiceEvent } from '../../core/event.ts'
import type { AnyService } from '../../core/service.ts'

export const isRefusal = (event: ServiceEvent): boolean =>
  typeof event.detail === 'object' &&
  event.detail !== null &&
  'errorCode' in event.detail &&
  'userIdentity' in event.detail

/** A service hears of its own calls only when they were carried out; a rule of EventBridge may wait for a refusal. */
export const isOwnRefusal = ({ source }: AnyService, event: ServiceEvent): boolean =>
  event.source === source && isRefusal(event)
