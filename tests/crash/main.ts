// `npm run crash`: kills the local cloud at every line of the log of a release's life, and sees what becomes of it.

import { parseArgs } from 'node:util'
import { killAtRandom } from './kills.ts'
import { LIVES, type Life, type Point, recordLives } from './points.ts'
import { sampled } from './sample.ts'
import { type Survival, survive } from './survive.ts'
import { inWorld } from './worlds.ts'

const HELP = `Plays a first release, an update, a rollback and a deletion, keeps the state folder as it was at each line of the log, starts a local cloud on each, lets it finish, and pushes again. Exit code 1 when one of them has a problem.

  npm run crash                          every line
  npm run crash -- --sample 20 --seed 7  some of them, of as many kinds as there are
  npm run crash -- --life update         of one life: ${LIVES.join(', ')}
  npm run crash -- --line 158             one line, to look at what becomes of it
  npm run crash -- --jobs 2              that many side by side; each plays a life of its own and takes its share of the lines
  npm run crash -- --kills 200 --seed 7  instead: kill -9 of the process, at random moments of a release`

interface Wanted {
  readonly lives: readonly Life[]
  readonly sample?: number
  readonly line?: number
  readonly seed: number
  readonly jobs: number
}

const main = async (argv: string[]): Promise<number> => {
  const { values } = parseArgs({
    args: argv,
    options: {
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      life: { type: 'string' },
      line: { type: 'string' },
      jobs: { type: 'string', default: '1' },
      kills: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const lives = values.life === undefined ? LIVES : LIVES.filter(life => life === values.life)
  if (lives.length === 0) throw new TypeError(`--life should be one of ${LIVES.join(', ')}, got '${values.life}'`)
  const seed = number(values.seed, '--seed')
  const jobs = number(values.jobs, '--jobs')
  const report = reporter()
  if (values.kills !== undefined) {
    const kills = number(values.kills, '--kills')
    report.expect(kills)
    await inWorld(world => killAtRandom(world, { kills, seed }, report.tell))
  } else {
    const sample = values.sample === undefined ? undefined : number(values.sample, '--sample')
    const line = values.line === undefined ? undefined : number(values.line, '--line')
    const wanted: Wanted = {
      lives,
      seed,
      jobs,
      ...(sample !== undefined && { sample }),
      ...(line !== undefined && { line }),
    }
    const shares = Array.from({ length: jobs }, (_, share) => tryLines(wanted, share, report))
    await Promise.all(shares)
  }
  return report.end()
}

/** One worker's share of the lines, of a recording of its own. */
const tryLines = ({ lives, sample, line: only, seed, jobs }: Wanted, share: number, report: Reporter): Promise<void> =>
  inWorld(async world => {
    const recording = await recordLives(world, life => lives.includes(life))
    const points = (
      sample === undefined
        ? recording.points
        : sampled(recording.points, Math.min(sample, recording.points.length), seed)
    ).filter(({ line }, index) => (only === undefined || line === only) && index % jobs === share)
    report.expect(points.length)
    for (const point of points) report.tell(place(point), await survive(world, point, recording))
  })

const place = ({ life, line, kind }: Point): string => `${life} ${line} (${kind})`

interface Reporter {
  expect(more: number): void
  tell(where: string, survival: Survival): void
  /** The exit code. */
  end(): number
}

const reporter = (): Reporter => {
  let expected = 0
  let done = 0
  let bad = 0
  return {
    expect: more => {
      expected += more
      console.log(`${more} kills are tried`)
    },
    tell: (where, { problems, ended }) => {
      done += 1
      if (problems.length > 0) bad += 1
      const told = problems.map(problem => `    ${problem}`)
      if (problems.length > 0 || process.stdout.isTTY || done % 10 === 0)
        console.log([`${done}/${expected} ${where}: ${ended}`, ...told].join('\n'))
    },
    end: () => {
      console.log(`${done} kills, ${bad} with a problem`)
      return bad === 0 ? 0 : 1
    },
  }
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
