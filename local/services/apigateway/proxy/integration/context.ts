// What both forms of events say about a request: ids, times, domain.

import type { Moment } from '../../../../core/service.ts'

export interface RequestContext {
  readonly requestId: string
  /** 15 letters and digits and a '=', as REST APIs show. */
  readonly extendedRequestId: string
  readonly traceId: string
  /** `20/Nov/2026:12:34:56 +0000` */
  readonly time: string
  readonly timeEpoch: number
  readonly accountId: string
  readonly apiId: string
  readonly domainName: string
  readonly stage: string
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const contextOf = (moment: Moment, apiId: string, stage: string): RequestContext => {
  const requestId = moment.newId()
  const now = moment.now
  return {
    requestId,
    extendedRequestId: `${requestId.replaceAll('-', '').slice(0, 15)}=`,
    traceId: `Root=1-${Math.floor(now.getTime() / 1000).toString(16)}-${moment.newId().replaceAll('-', '').slice(0, 24)}`,
    time: logTime(now),
    timeEpoch: now.getTime(),
    accountId: moment.account,
    apiId,
    domainName: `${apiId}.execute-api.${moment.region}.amazonaws.com`,
    stage,
  }
}

const logTime = (now: Date): string => {
  const iso = now.toISOString()
  return `${iso.slice(8, 10)}/${MONTHS[now.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
}
