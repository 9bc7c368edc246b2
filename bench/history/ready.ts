// Measures how long it takes from starting the local cloud's program until it has answered a first signed request: with nothing in its state
// folder, and with a deployed pipeline and a history of executions.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { openIssuer } from '../../local/credentials.ts'
import { ADMINISTRATOR_KEY_ID } from '../../local/services/iam/state.ts'
import type { Bench } from '../bench.ts'
import { makeClone } from '../commit/clone.ts'
import { compiled, npmStart } from '../commit/npm-start.ts'
import { byTurns } from '../measure.ts'
import { median } from '../row.ts'
import { endWithUs, temporaryFolder } from '../temporary.ts'
import { memoryOf } from './memory.ts'

const executions = 50
const many = 10_000
const limit = 300
const memoryLimit = 150

export const readyBench: Bench = async (runs, say) => {
  const folder = temporaryFolder('ready')
  const clone = makeClone(join(folder, 'clone'))
  const history = join(folder, 'history')
  await play('history.ts', [history, String(executions)], say)
  const long = join(folder, 'long')
  cpSync(history, long, { recursive: true })
  await play('grow-history.ts', [history, '0'], say)
  const bytes = Number(
    /takes (\d+) bytes/.exec(await play('grow-history.ts', [long, String(many - executions)], say))?.[1],
  )
  compiled()
  let measured = 0
  const memory: number[] = []
  const measure = async (from?: string): Promise<number> => {
    measured += 1
    const stateFolder = join(folder, `state-${measured}`)
    if (from) cpSync(from, stateFolder, { recursive: true })
    const { ready, resident } = await readyIn(clone.folder, stateFolder)
    if (from === long) memory.push(resident)
    return ready
  }
  const { empty, deployed, grown } = await byTurns(runs, {
    empty: () => measure(),
    deployed: () => measure(history),
    grown: () => measure(long),
  })
  const what = 'local cloud ready'
  const alone = { alternatives: [] }
  return {
    rows: [
      { what: `${what}, nothing in it`, unit: 'ms', ours: empty, ...alone, atMost: limit },
      { what: `${what}, ${executions} executions`, unit: 'ms', ours: deployed, ...alone, atMost: limit },
      { what: `${what}, ${many} executions`, unit: 'ms', ours: grown, ...alone, atMost: limit },
      { what: `memory then, ${many} executions`, unit: 'MB', ours: median(memory), ...alone, atMost: memoryLimit },
      { what: 'log, an execution', unit: 'KB', ours: bytes / 1000, ...alone },
    ],
  }
}

/** What the program says. A process of its own: one that has grown starts others more slowly, and a shell is small. */
const play = async (program: string, args: readonly string[], say: (line: string) => void): Promise<string> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  endWithUs(child)
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', line => {
    said.push(line)
    say(line)
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the history could not be made: bench/${program} ended with ${code}`)
  return said.join('\n')
}

/** Milliseconds from the start of the program to the first answer, and the megabytes that it has then. */
const readyIn = async (clone: string, stateFolder: string): Promise<{ ready: number; resident: number }> => {
  const before = performance.now()
  const cloud = npmStart(clone, stateFolder)
  try {
    const [, endpoint = ''] = await cloud.line(/^Local cloud at (http:\S+?),/)
    const secretAccessKey = openIssuer(stateFolder).secretOf(ADMINISTRATOR_KEY_ID)
    const credentials = { accessKeyId: ADMINISTRATOR_KEY_ID, secretAccessKey }
    const client = new STSClient({ endpoint, region: 'us-east-1', credentials })
    await client.send(new GetCallerIdentityCommand({}))
    client.destroy()
    return { ready: performance.now() - before, resident: memoryOf(cloud.pid).resident }
  } finally {
    // With the synthesis that it had begun: what is measured next should not share the machine with that.
    await cloud.stop()
  }
}
