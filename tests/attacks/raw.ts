// Requests as somebody writes them by hand: no client tidies the path, the Host header or the signature.

import { request } from 'node:http'
import { type Signer, signHeaders, type Unsigned } from '../support/wire/request.ts'

export interface RawAnswer {
  readonly status: number
  readonly text: string
}

export const send = (
  endpoint: string,
  { method = 'GET', url = '/', headers = {}, body }: Unsigned,
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(endpoint)
    const sent = request({ hostname, port, method, path: url, headers: { host, ...headers } }, answer => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
    })
    sent.once('error', reject)
    sent.end(body)
  })

/** The request with the headers that sign it, `host` among them. */
export const signed = (endpoint: string, unsigned: Unsigned, signer: Signer): Unsigned => ({
  ...unsigned,
  headers: signHeaders({ ...unsigned, headers: { host: new URL(endpoint).host, ...unsigned.headers } }, signer),
})
