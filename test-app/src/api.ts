// The stage under test, over real HTTP.
import { CheckFailed, expect } from './check.ts'

export interface Answer {
  request: string // 'GET /time': how messages call it
  status: number
  headers: Headers
  body: string
  expectStatus(status: number): void
  json(): unknown // fails the check unless the body is JSON, and says that it is
}

export interface Api {
  /** `path` is appended to the ApiUrl as it stands: '/time/Europe%2FParis'. */
  ask(method: string, path: string): Promise<Answer>
}

/** An Api whose requests end when the signal does. */
export function connect(apiUrl: string, signal: AbortSignal): Api {
  return {
    async ask(method, path) {
      const request = `${method} ${path}`
      try {
        const response = await fetchOnceMore(apiUrl + path, { method, signal, redirect: 'manual' })
        return answerOf(request, response, await response.text())
      } catch (error) {
        throw new CheckFailed(`${request} was not answered: ${reason(error)}`)
      }
    },
  }
}

const repeatable = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * One second attempt when no answer came at all (connection refused or reset): between here and API Gateway is the network, and it is not
 * what is tested. An answer, whatever its status, is never asked for again, and what may have
 * changed something is not sent again.
 */
async function fetchOnceMore(
  url: string,
  init: RequestInit & { method: string; signal: AbortSignal },
): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.signal.aborted || !repeatable.has(init.method)) throw error
    return await fetch(url, init)
  }
}

function answerOf(request: string, { status, headers }: Response, body: string): Answer {
  return {
    request,
    status,
    headers,
    body,
    expectStatus: expected =>
      expect(status === expected, `${request} answered ${status}, expected ${expected}${instead(status, headers)}`),
    json() {
      const type = headers.get('content-type')
      expect(
        type?.startsWith('application/json') === true,
        `${request} answered with content-type ${type}, expected application/json`,
      )
      try {
        return JSON.parse(body)
      } catch {
        throw new CheckFailed(`${request} answered what is not JSON: ${JSON.stringify(body.slice(0, 80))}`)
      }
    },
  }
}

/**
 * Who answered when it was not the application: it sends no x-amzn-errortype.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
function instead(status: number, headers: Headers): string {
  const type = headers.get('x-amzn-errortype')
  if (status === 429)
    return ' (throttled: more requests at once than the API, or the concurrency of the account in Lambda, allows)'
  if (type === null || status < 500) return ''
  return ` (API Gateway's own ${type}: the function failed, or Lambda throttled it because the account's concurrency was used up)`
}

/** Why it failed, in a few words. fetch says 'fetch failed' and has the reason ('connect ECONNREFUSED 127.0.0.1:9') in its cause. */
export function reason(error: unknown): string {
  const { cause, message } = Object(error) as Partial<Error>
  return cause === undefined ? message || String(error) : reason(cause)
}
