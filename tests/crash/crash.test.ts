// A sample of `npm run crash`: kills at a few lines of the log, of kinds that differ. The whole is for a person who has half an hour.

import { recordLives } from './points.ts'
import { generator, sampled } from './sample.ts'
import { survive } from './survive.ts'
import { inWorld } from './worlds.ts'

const SEED = 5
const SAMPLE = 5
/** Of the lines, how many are worth a copy of the state folder: some twenty, of which the sample is drawn. */
const SHARE = 1 / 30

test('after a kill everything ends in Prod or with a reason, and nothing is left over', async () => {
  await inWorld(async world => {
    const random = generator(SEED)
    let lines = 0
    const recording = await recordLives(world, () => {
      lines += 1
      return random() < SHARE
    })
    expect(lines).toBeGreaterThan(300)
    const points = sampled(recording.points, SAMPLE, SEED)
    expect(points).toHaveLength(SAMPLE)
    for (const point of points) {
      const { problems, ended } = await survive(world, point, recording)
      const at = `${point.life}, line ${point.line} (${point.kind}): ${ended}`
      expect({ at, problems }).toEqual({ at, problems: [] })
    }
  })
})
