// Builds that ended a while ago, out of the way and still there for whoever asks.

import { lookUp, putAway, takeOut } from '../../../core/archive.ts'
import type { Evolving } from '../../../core/trail.ts'
import type { Build, CodeBuildState } from '../state.ts'

export const buildOf = ({ builds, past }: CodeBuildState, id: string): Build | undefined =>
  builds.get(id) ?? lookUp<Build>(past, id)

/** Of all builds, oldest first. */
export const buildIds = ({ builds, past }: CodeBuildState): readonly string[] => [
  ...past.blocks.flatMap(({ ids }) => ids),
  ...builds.keys(),
]

export const forgetBuild = ({ builds, past }: Evolving<CodeBuildState>, id: string): void => {
  builds.delete(id)
  takeOut(past, id)
}

/** Puts the oldest away once there are many. */
export const putPastAway = ({ builds, past }: Evolving<CodeBuildState>): void => {
  if (builds.size < KEPT + AT_ONCE) return
  const old = [...builds.values()].slice(0, AT_ONCE)
  if (!old.every(({ buildComplete }) => buildComplete)) return
  putAway(past, old)
  for (const { id } of old) builds.delete(id)
}

const KEPT = 32
const AT_ONCE = 32
