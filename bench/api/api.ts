// Requests through the local API Gateway and Lambda against the same handler on a plain node:http server, each server and the load
// generator in processes of their own, by turns.

import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Row } from '../row.ts'
import type { Load } from './load.ts'

const ROUNDS = 5
const SECONDS = 2

interface Server {
  readonly url: string
  stop(): Promise<void>
}

/** `competitor` is the URL of the same handler behind another emulator, served by whoever asks for the comparison. */
export const apiBench = async (competitor = process.env.BENCH_API_COMPETITOR): Promise<readonly Row[]> => {
  const servers = await Promise.all([start('local-api.ts'), start('plain-server.ts')])
  try {
    const [ours, plain] = servers.map(({ url }) => url)
    const urls = [ours, plain, ...(competitor ? [competitor] : [])].filter(url => url !== undefined)
    const one = await byTurns(urls, 1)
    const sixteen = await byTurns(urls, 16)
    return rowsOf(one, sixteen)
  } finally {
    await Promise.all(servers.map(server => server.stop()))
  }
}

const rowsOf = (one: readonly Load[], sixteen: readonly Load[]): readonly Row[] => {
  const [ourOne, plainOne] = one
  const [ourSixteen, plainSixteen, theirSixteen] = sixteen
  if (!ourOne || !plainOne || !ourSixteen || !plainSixteen) throw new Error('every server is measured')
  const plain = { name: 'the same handler on node:http', value: plainOne.median }
  const sixteenBeside = [{ name: 'the same handler on node:http', value: plainSixteen.rate }]
  if (theirSixteen) sixteenBeside.push({ name: 'the competitor', value: theirSixteen.rate })
  return [
    {
      what: 'API request, 1 connection',
      unit: 'ms',
      ours: ourOne.median,
      alternatives: [plain],
      atMost: plainOne.median + 1,
    },
    { what: 'API requests, 16 connections', unit: '1/s', ours: ourSixteen.rate, alternatives: sixteenBeside },
    {
      what: 'the same, median',
      unit: 'ms',
      ours: ourSixteen.median,
      alternatives: [{ name: 'the same handler on node:http', value: plainSixteen.median }],
    },
  ]
}

/** The median round of each, measured by turns so that the machine's moods hit all alike. */
const byTurns = async (urls: readonly string[], connections: number): Promise<readonly Load[]> => {
  const rounds: Load[][] = urls.map(() => [])
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, url] of urls.entries()) rounds[index]?.push(await load(url, connections))
  return rounds.map(loads => {
    const sorted = loads.toSorted((a, b) => a.median - b.median)
    const middle = sorted[Math.floor(sorted.length / 2)]
    if (!middle) throw new Error('at least one round is measured')
    return middle
  })
}

const load = async (url: string, connections: number): Promise<Load> => {
  const parameters = [join(import.meta.dirname, 'load.ts'), url, String(connections), String(SECONDS)]
  const { stdout } = await promisify(execFile)(process.execPath, parameters)
  const measured = JSON.parse(stdout) as Load
  if (measured.wrong > 0) throw new Error(`${measured.wrong} of the answers of ${url} were not 200`)
  return measured
}

/** A server of this folder prints its URL when it is ready. */
const start = async (file: string): Promise<Server> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, file)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })
  const url = await Promise.race([
    new Promise<string>(resolve => lines.once('line', resolve)),
    ended.then(() => Promise.reject(new Error(`bench/${file} ended before it was ready`))),
  ])
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
