// Real kills: a process that plays an update is ended by SIGKILL at a random moment, with all that a copied folder cannot show: half-written lines,
// and builds and functions that were running.

import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { copyState } from '../support/copy-state.ts'
import { startPerson, type World } from './person.ts'
import { generator } from './sample.ts'
import { release } from './service.ts'
import { type Survival, survive } from './survive.ts'
import { checkOut } from './worlds.ts'

export interface Kills {
  readonly kills: number
  readonly seed: number
}

/** Milliseconds at most between the line of the log that a kill waits for and the kill: longer than most lines take to be followed by the next. */
const LATER = 40

export const killAtRandom = async (
  world: World,
  { kills, seed }: Kills,
  tell: (where: string, survival: Survival) => void,
): Promise<void> => {
  const random = generator(seed)
  const stateFolder = join(world.folder, 'released')
  release(world.repository, 'first')
  const first = await startPerson(world, stateFolder, 0)
  const port = Number(new URL(first.cloud.endpoint).port)
  await first.deploy()
  await first.release()
  await first.stop()
  release(world.repository, 'second')
  const commit = world.repository.git('rev-parse', 'HEAD')
  let lines = 0
  for (let kill = 0; kill < kills; kill += 1) {
    const folder = join(world.folder, `kill-${kill}`)
    copyState(stateFolder, folder)
    const own = await checkOut(world, commit, `${folder}-service`)
    // The first is left to end, and tells how many lines there are to choose from.
    const wanted = kill === 0 ? Number.POSITIVE_INFINITY : 1 + Math.floor(random() * lines)
    const seen = await killedAt({ ...own, folder }, port, wanted, random() * LATER)
    if (kill === 0) lines = seen
    const point = { life: 'update' as const, line: seen, kind: 'SIGKILL', commit, stateFolder: folder }
    tell(`kill ${kill + 1} at line ${seen} of ${lines}`, await survive(world, point, { port, unowned: [] }))
    rmSync(folder, { recursive: true, force: true })
    rmSync(`${folder}-service`, { recursive: true, force: true })
  }
}

/** Resolves with the number of lines that were written. */
const killedAt = async (world: World, port: number, wanted: number, later: number): Promise<number> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'victim.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  child.stdin.end(
    JSON.stringify({ folder: world.folder, template: world.template, repository: world.repository.folder, port }),
  )
  let seen = 0
  for await (const _ of createInterface({ input: child.stdout })) {
    seen += 1
    if (seen < wanted) continue
    await pause(later)
    child.kill('SIGKILL')
    break
  }
  await ended
  return seen
}
