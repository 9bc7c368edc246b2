// Requests over HTTP that leave exactly as they are given.

import { request } from 'node:http'

export interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A request whose path and headers leave exactly as given. */
export const send = (
  url: string,
  options: { method?: string; headers?: Record<string, string | string[]>; body?: string | Buffer } = {},
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const { host, port } = parts(url)
    const outgoing = request(
      {
        host,
        port,
        path: url.slice(url.indexOf('/', 8)),
        method: options.method ?? 'GET',
        headers: options.headers ?? {},
      },
      response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('latin1'),
          }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(options.body)
  })

const parts = (url: string) => {
  const { hostname, port } = new URL(url)
  return { host: hostname, port }
}
