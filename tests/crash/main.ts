// `npm run crash`: kills the local cloud at every line of the log of a release's life, and sees what becomes of it.

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { LIVES, type Point, recordLives } from './points.ts'
import { sampled } from './sample.ts'
import { survive } from './survive.ts'
import { inWorld } from './worlds.ts'

const HELP = `Plays a first release, an update, a rollback and a deletion, keeps the state folder as it was at each line of the log, starts a local cloud on each, lets it finish, and pushes again.

  npm run crash                          every line; exit code 1 when one of them has a problem
  npm run crash -- --sample 20 --seed 7  some of them, of as many kinds as there are
  npm run crash -- --life update         of one life: ${LIVES.join(', ')}
  npm run crash -- --jobs 2              local clouds at a time (default: one for each core)`

const main = async (argv: string[]): Promise<number> => {
  const { values } = parseArgs({
    args: argv,
    options: {
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      life: { type: 'string' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const lives = values.life === undefined ? LIVES : LIVES.filter(life => life === values.life)
  if (lives.length === 0) throw new TypeError(`--life should be one of ${LIVES.join(', ')}, got '${values.life}'`)
  return await inWorld(async world => {
    const recording = await recordLives(world, life => lives.includes(life))
    const all = recording.points
    const points =
      values.sample === undefined ? all : sampled(all, number(values.sample, '--sample'), number(values.seed, '--seed'))
    console.log(`${all.length} lines, of which ${points.length} are tried`)
    let left = 0
    let done = 0
    const queue: Point[] = [...points]
    const next = async (): Promise<void> => {
      for (let point = queue.shift(); point; point = queue.shift()) {
        const { problems, ended } = await survive(world, point, recording.unowned)
        done += 1
        const where = `${point.life} ${point.line} (${point.kind})`
        if (problems.length > 0) {
          left += 1
          console.log(
            [`${done}/${points.length} ${where}: ${ended}`, ...problems.map(problem => `    ${problem}`)].join('\n'),
          )
        } else if (process.stdout.isTTY || done % 10 === 0) console.log(`${done}/${points.length} ${where}: ${ended}`)
      }
    }
    await Promise.all(Array.from({ length: number(values.jobs, '--jobs') }, next))
    console.log(`${points.length} kills, ${left} with a problem`)
    return left === 0 ? 0 : 1
  })
}

const number = (text: string, name: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new TypeError(`${name} should be a whole number from 1 on, got '${text}'`)
  return value
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code
  },
  error => {
    const usage = error instanceof TypeError && error.message.startsWith('--')
    console.error(usage ? `${error.message}\n\n${HELP}` : error)
    process.exitCode = usage ? 2 : 1
  },
)
