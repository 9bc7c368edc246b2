// Reads what a runtime logs: plain lines on stdout and stderr, and framed entries on a pipe of their own.

import type { Readable, Writable } from 'node:stream'

export type LogText = (text: string) => void

const NEWLINE = 10

/** One entry per line. */
export const readLines = (stream: Readable | null, write: LogText): void => {
  let rest: Buffer = Buffer.alloc(0)
  stream?.on('data', (chunk: Buffer) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
      write(bytes.toString('utf8', 0, end))
      bytes = bytes.subarray(end + 1)
    }
    rest = bytes
  })
  stream?.on('end', () => {
    if (rest.length > 0) write(rest.toString())
  })
}

const HEADER = 16

/** Kind (4 bytes), length (4), microseconds (8; the local cloud's own clock is used instead), text: what runtime/logging.mjs writes. */
export const readFrames = (stream: Readable | Writable | null | undefined, write: LogText): void => {
  if (!stream || !('read' in stream)) return
  let rest: Buffer = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (bytes.length >= HEADER) {
      const end = HEADER + bytes.readUInt32BE(4)
      if (bytes.length < end) break
      write(bytes.toString('utf8', HEADER, end))
      bytes = bytes.subarray(end)
    }
    rest = bytes
  })
  stream.on('error', () => {})
}
