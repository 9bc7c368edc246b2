// Measures how long it takes from starting the local cloud's program until it has answered a first signed request: with nothing in its state
// folder, and with a deployed pipeline and a history of executions.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { openIssuer } from '../local/credentials.ts'
import { ADMINISTRATOR_KEY_ID } from '../local/services/iam/state.ts'
import type { Bench } from './bench.ts'
import { makeClone } from './clone.ts'
import { byTurns } from './measure.ts'
import { compiled, npmStart } from './npm-start.ts'
import { endWithUs, temporaryFolder } from './temporary.ts'

const executions = 50
const limit = 300

export const readyBench: Bench = async (runs, say) => {
  const folder = temporaryFolder('ready')
  const clone = makeClone(join(folder, 'clone'))
  const history = join(folder, 'history')
  await makeHistory(history, say)
  compiled()
  let measured = 0
  const measure = async (from?: string): Promise<number> => {
    measured += 1
    const stateFolder = join(folder, `state-${measured}`)
    if (from) cpSync(from, stateFolder, { recursive: true })
    return await readyIn(clone.folder, stateFolder)
  }
  const { empty, deployed } = await byTurns(runs, { empty: () => measure(), deployed: () => measure(history) })
  const what = 'local cloud ready'
  return {
    rows: [
      { what: `${what}, nothing in it`, unit: 'ms', ours: empty, alternatives: [], atMost: limit },
      { what: `${what}, ${executions} executions`, unit: 'ms', ours: deployed, alternatives: [], atMost: limit },
    ],
  }
}

/**
 * The state folder of a local cloud whose pipeline has released `executions` commits. A process of its own makes it: one that has grown starts
 * others more slowly, and a shell is small.
 */
const makeHistory = async (folder: string, say: (line: string) => void): Promise<void> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'history.ts'), folder, String(executions)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  endWithUs(child)
  createInterface({ input: child.stdout }).on('line', say)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the history could not be made: bench/history.ts ended with ${code}`)
}

/** Milliseconds from the start of the program to the first answer. */
const readyIn = async (clone: string, stateFolder: string): Promise<number> => {
  const before = performance.now()
  const cloud = npmStart(clone, stateFolder)
  try {
    const [, endpoint = ''] = await cloud.line(/^Local cloud at (http:\S+?),/)
    const secretAccessKey = openIssuer(stateFolder).secretOf(ADMINISTRATOR_KEY_ID)
    const credentials = { accessKeyId: ADMINISTRATOR_KEY_ID, secretAccessKey }
    const client = new STSClient({ endpoint, region: 'us-east-1', credentials })
    await client.send(new GetCallerIdentityCommand({}))
    client.destroy()
    return performance.now() - before
  } finally {
    // With the synthesis that it had begun: what is measured next should not share the machine with that.
    await cloud.stop()
  }
}
