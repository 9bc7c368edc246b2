// The moments at which the local cloud is killed: each line of the log of a life, with the state folder as it was when the line was written.

import { join } from 'node:path'
import { messageOf } from '../../local/core/errors.ts'
import type { ServiceEvent } from '../../local/core/event.ts'
import { isRecord } from '../../local/core/input/members.ts'
import { atEachLine } from '../support/lines-of-log.ts'
import { unowned } from './inventory.ts'
import { type Person, STACKS, startPerson, type World } from './person.ts'
import { release, releaseBroken, releaseMended } from './service.ts'

export const LIVES = ['first release', 'update', 'rollback', 'deletion'] as const
export type Life = (typeof LIVES)[number]

export interface Point {
  readonly life: Life
  /** The number of its line in the log. */
  readonly line: number
  /** What the line says, without what differs from one run to the next. */
  readonly kind: string
  /** The commit that was being released. */
  readonly commit: string
  /** The state folder, as the kill leaves it. */
  readonly stateFolder: string
}

export interface Recording {
  readonly points: readonly Point[]
  /** The port of the local cloud, and of those that start on what is left: functions under way have been told its URLs. */
  readonly port: number
  /** What no stack has when nobody was killed: what is retained, and what services make for themselves. */
  readonly unowned: readonly string[]
}

/** Plays the lives one after the other. `wants` says which lines are worth a copy. */
export const recordLives = async (
  world: World,
  wants: (life: Life, kind: string) => boolean = () => true,
): Promise<Recording> => {
  const stateFolder = join(world.folder, 'recorded')
  const points: Point[] = []
  let life: Life = 'first release'
  let commit = ''
  const onEvent = atEachLine(stateFolder, (line, event) => {
    const kind = kindOf(event)
    if (!wants(life, kind)) return undefined
    const copy = join(world.folder, 'points', String(line))
    points.push({ life, line, kind, commit, stateFolder: copy })
    return copy
  })
  const person = await startPerson(world, stateFolder, 0, onEvent)
  try {
    for (const next of LIVES) {
      life = next
      await LIFE[next](person, world, () => {
        commit = world.repository.git('rev-parse', 'HEAD')
      })
    }
    return { points, port: Number(new URL(person.cloud.endpoint).port), unowned: unowned(person.cloud.runtime) }
  } finally {
    await person.stop()
  }
}

type Play = (person: Person, world: World, committed: () => void) => Promise<void>

const LIFE: Readonly<Record<Life, Play>> = {
  'first release': async (person, { repository }, committed) => {
    release(repository, 'first')
    committed()
    await person.deploy()
    await ends(person, 'Succeeded')
  },
  update: async (person, { repository }, committed) => {
    release(repository, 'second')
    committed()
    await ends(person, 'Succeeded')
  },
  rollback: async (person, { repository }, committed) => {
    releaseBroken(repository)
    committed()
    await ends(person, 'Failed')
    releaseMended(repository, 'third')
    committed()
    await ends(person, 'Succeeded')
  },
  deletion: async person => {
    for (const stack of STACKS) await person.remove(stack)
  },
}

const ends = async (person: Person, wanted: string): Promise<void> => {
  const { status, actionExecutions } = await person.release()
  const reasons = actionExecutions.flatMap(({ result }) => result?.errorDetails?.message ?? [])
  if (status !== wanted) throw new Error(`undisturbed, the release is ${status}, expected ${wanted}: ${reasons}`)
}

/** Source, name, and the resource or action that it is about. */
const kindOf = ({ source, 'detail-type': type, detail, kept }: ServiceEvent): string => {
  const told = isRecord(detail) ? detail : {}
  const status = isRecord(told['status-details']) ? told['status-details'].status : told.state
  const name =
    kept?.name ??
    (typeof told.eventName === 'string' ? told.eventName : type.replace(/ State Change| Status Change/, ''))
  const about = told['logical-resource-id'] ?? told['resource-type'] ?? told.action ?? told.stage
  return [source.replace('aws.', ''), name, about, status].filter(part => typeof part === 'string').join(' ')
}

export const problemOf = (what: string, error: unknown): string => `${what}: ${messageOf(error)}`
