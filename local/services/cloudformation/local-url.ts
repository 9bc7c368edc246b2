// Differs from AWS: URLs of APIs and repositories that a template composes from AWS's host names lead to the local endpoint instead.

import type { Place } from '../../core/arn.ts'

/** `https://ID.execute-api.REGION.amazonaws.com/STAGE` becomes `ENDPOINT/execute-api/ID/STAGE`; anything else stays as it is. */
export const localUrl = (value: string, place: Place, endpoint: string): string => {
  const api = new RegExp(`^https://([a-z0-9]+)\\.execute-api\\.${place.region}\\.amazonaws\\.com`)
  const git = new RegExp(`^https://git-codecommit\\.${place.region}\\.amazonaws\\.com`)
  return value.replace(api, `${endpoint}/execute-api/$1`).replace(git, endpoint)
}
