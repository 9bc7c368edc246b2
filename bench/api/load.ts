// A load generator in a process of its own: as many kept connections as asked for, each sends its next request when it has its answer.
// Plain sockets, because an HTTP client in JavaScript would cost more than what it measures. `node load.ts URL CONNECTIONS SECONDS`

import { connect } from 'node:net'

export interface Load {
  /** Requests per second. */
  readonly rate: number
  /** Milliseconds. */
  readonly median: number
  readonly p99: number
  /** Answers other than 200. */
  readonly wrong: number
}

const [url = '', connections = '1', seconds = '3'] = process.argv.slice(2)
const { hostname, port, pathname } = new URL(url)
const request = Buffer.from(
  `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept: */*\r\nUser-Agent: load\r\n\r\n`,
)
const latencies: number[] = []
let wrong = 0
let measuring = false
let open = true

const run = () => {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let rest: Buffer = Buffer.alloc(0)
  let sent = 0
  const send = () => {
    sent = performance.now()
    socket.write(request)
  }
  socket.on('connect', send)
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const headEnd = rest.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = rest.toString('latin1', 0, headEnd)
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    if (rest.length < headEnd + 4 + length) return
    rest = rest.subarray(headEnd + 4 + length)
    if (measuring) {
      latencies.push(performance.now() - sent)
      if (!head.startsWith('HTTP/1.1 200')) wrong++
    }
    if (open) send()
    else socket.end()
  })
  socket.on('error', error => {
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  })
}

for (let count = 0; count < Number(connections); count++) run()
const wait = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
await wait(1000)
measuring = true
const from = performance.now()
await wait(Number(seconds) * 1000)
const elapsed = (performance.now() - from) / 1000
measuring = false
open = false
latencies.sort((a, b) => a - b)
const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN
const load: Load = { rate: latencies.length / elapsed, median: at(0.5), p99: at(0.99), wrong }
process.stdout.write(JSON.stringify(load))
