// A service that was released to Prod once, for all the test files of a run that need one: each goes on with a copy of its state and its repository,
// so that no test sees what another one did.

import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../../local/core/errors.ts'
import { errorCode } from '../../local/host/error-code.ts'
import { type Cast, castOf, hired, release, type Users } from '../../permissions/stories/cast.ts'
import { type Flow, type FlowOptions, type LeftFlow, startFlow } from './flow.ts'
import { patience } from './patience/patience.ts'

/** The service in Prod, and the two who work on it. */
export const releasedCast = async (options: FlowOptions = {}): Promise<Cast> => {
  const { users, ...from } = await released()
  return castOf(await startFlow({ ...options, from }), users)
}

export const releasedFlow = async (options: FlowOptions = {}): Promise<Flow> => (await releasedCast(options)).flow

interface Released extends LeftFlow {
  readonly users: Users
}

/** Of this run: tests/support/run makes it and removes it. */
const runFolder = (): string => {
  const folder = process.env.TESTS_RUN_FOLDER
  if (folder === undefined) throw new Error('TESTS_RUN_FOLDER should be set by the globalSetup of jest.config.js')
  return folder
}

/** Whoever comes first makes it; the others wait, in whatever process they are. */
const released = async (): Promise<Released> => {
  const folder = join(runFolder(), 'released')
  const done = join(folder, 'done.json')
  if (isTaken(folder)) await until(() => existsSync(done), folder)
  else await make(done)
  const told: { problem: string } | { folder: string; outputs: [string, string][]; users: Users } = JSON.parse(
    readFileSync(done, 'utf8'),
  )
  if ('problem' in told) throw new Error(`the service could not be released: ${told.problem}`)
  return { ...told, outputs: new Map(told.outputs) }
}

const isTaken = (folder: string): boolean => {
  try {
    mkdirSync(folder)
    return false
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return true
    throw error
  }
}

const make = async (done: string): Promise<void> => {
  const tell = (what: object) => {
    writeFileSync(`${done}.new`, JSON.stringify(what))
    renameSync(`${done}.new`, done)
  }
  try {
    const flow = await startFlow({ parent: runFolder() })
    const users = await hired(flow)
    flow.cloud.runtime.subscribe(() => writeFileSync(`${done}.beat`, '.', { flag: 'a' }))
    await release(castOf(flow, users))
    await flow.cloud.runtime.idle()
    const { outputs, ...left } = await flow.leave()
    if (flow.bugs.length > 0) throw new Error(flow.bugs.join('\n'))
    tell({ ...left, outputs: [...outputs], users })
  } catch (error) {
    tell({ problem: messageOf(error) })
  }
}

/** Looks again and again, as long as the one that makes it goes on. */
const until = async (holds: () => boolean, folder: string): Promise<void> => {
  const beat = join(folder, 'done.json.beat')
  const beats = () => (existsSync(beat) ? statSync(beat).size : 0)
  const { heard, during } = patience(() => `${beats()} events of the release that this test waits for`)
  let seen = 0
  let isOver = false
  const looking = async () => {
    while (!isOver && !holds()) {
      await wait(100)
      if (beats() !== seen) heard()
      seen = beats()
    }
  }
  await during(looking()).finally(() => {
    isOver = true
  })
}
