// Waits for a stage that was deployed a moment ago to be reachable at all.
import { reason } from './api.ts'

/**
 * A new API is not everywhere at once: for some seconds its name may not resolve, and API Gateway itself refuses the stage it does not
 * know yet (403, with x-amzn-errortype). Only these two are waited for. The application's own answer, whatever its status, ends the wait,
 * so nothing that it does wrong is ever hidden; so does API Gateway's for an API that has nothing at its root.
 * Unverified: that API Gateway calls a stage it does not know yet 'Forbidden', and only a path 'Missing Authentication Token'.
 *
 * Resolves to undefined when the stage is reachable, else to the reason why it was not within `limit` milliseconds.
 */
export async function untilReachable(apiUrl: string, limit: number, pause = 1000): Promise<string | undefined> {
  const end = performance.now() + limit
  for (;;) {
    const obstacle = await obstacleTo(apiUrl, Math.max(1, Math.ceil(end - performance.now())))
    if (obstacle === undefined) return undefined
    if (performance.now() + pause > end) return obstacle
    await new Promise(resolve => setTimeout(resolve, pause))
  }
}

async function obstacleTo(apiUrl: string, limit: number): Promise<string | undefined> {
  try {
    const response = await fetch(`${apiUrl}/`, { signal: AbortSignal.timeout(limit), redirect: 'manual' })
    await response.arrayBuffer()
    const refusal = response.headers.get('x-amzn-errortype')
    const known = refusal === null || refusal === 'MissingAuthenticationTokenException'
    return response.status === 403 && !known ? `API Gateway answers 403 (${refusal})` : undefined
  } catch (error) {
    return reason(error)
  }
}
