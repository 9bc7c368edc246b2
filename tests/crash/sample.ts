// Some of many points, chosen by a seed: each kind once before any kind a second time.

import type { Point } from './points.ts'

export const sampled = (points: readonly Point[], count: number, seed: number): readonly Point[] => {
  const random = generator(seed)
  const seen = new Map<string, number>()
  return points
    .map(point => ({ point, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ point, order }) => {
      const kind = `${point.life} ${point.kind}`
      const turn = seen.get(kind) ?? 0
      seen.set(kind, turn + 1)
      return { point, order: turn + order }
    })
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ point }) => point)
}

/** Numbers from 0 to 1, the same for the same seed: the minimal standard of Park and Miller. */
export const generator = (seed: number): (() => number) => {
  let state = (seed % 2_147_483_646) + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
