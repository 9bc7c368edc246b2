// A call of a deployed API: plain HTTP, as its clients speak it.

import { isRecord } from '../../local/core/input/members.ts'

interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The text, and what it means when it is JSON. */
  readonly output: unknown
}

/** `http.GET: { url, headers, body }` */
export const overHttp = async (method: string, input: unknown): Promise<HttpAnswer> => {
  const { url, headers = {}, body } = isRecord(input) ? input : {}
  const response = await fetch(String(url), {
    method,
    headers: Object.fromEntries(
      Object.entries(isRecord(headers) ? headers : {}).map(([name, value]) => [name, String(value)]),
    ),
    ...(body === undefined ? {} : { body: String(body) }),
    redirect: 'manual',
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    output: { text, json: parsed(text) },
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
