import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import moment from 'moment-timezone'
import { zonedTime } from '../src/zoned-time.ts'
import { findZone } from '../src/zones.ts'
import { firstEvent } from './first-event.ts'
import { firstYear, lastYear } from './zone-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
const first = bundle('first')
const second = bundle('second')
const late = join(folder, 'first/late.cjs')
afterAll(() => rmSync(folder, { recursive: true }))

function bundle(name: string): string {
  const made = spawnSync(process.execPath, [join(__dirname, 'main.ts'), join(folder, name)], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  return join(folder, name, 'index.cjs')
}

/** Runs a script in a process of its own, in which `bundled()` is the module and `event` a request. */
function run(script: string, flags: string[] = []): string {
  const program = join(folder, 'program.cjs')
  const head = `const bundled = () => require(${JSON.stringify(first)}); const event = ${JSON.stringify(firstEvent)}`
  writeFileSync(program, `${head}\n${script}`)
  return spawnSync(process.execPath, [...flags, program], { encoding: 'utf8', maxBuffer: 100_000_000 }).stdout
}

test('the same source makes the same bytes', () => {
  expect(readFileSync(first).equals(readFileSync(second))).toBe(true)
})

test('the package is the function and what it seldom loads, together smaller than 300 KB when zipped', () => {
  expect(readdirSync(join(folder, 'first')).sort()).toEqual(['index.cjs', 'late.cjs'])
  const zipped = deflateRawSync(readFileSync(first)).length + deflateRawSync(readFileSync(late)).length
  expect(zipped).toBeLessThan(300_000)
})

const answerOnce = `bundled().handler(event, { awsRequestId: 'x' }).then(answer => console.log('answered', answer.statusCode))`

test('it answers the first event with nothing installed, and without what is loaded late', () => {
  const tellLate = `console.log(Object.keys(require.cache).some(file => file.endsWith('late.cjs')))`
  const script = `console.log(bundled().handler.length); ${answerOnce}.then(() => ${tellLate})`
  expect(run(script)).toMatch(/^2\n.*"status":200.*\nanswered 200\nfalse\n$/)
})

describe('the code cache', () => {
  const tell = `const vm = require('node:vm')
    vm.Script = class extends vm.Script { constructor(...all) { super(...all); console.log('rejected', this.cachedDataRejected) } }
    ${answerOnce}`

  test('V8 takes it', () => {
    expect(run(tell)).toMatch(/^rejected false\n.*answered 200\n$/s)
  })

  test('where V8 is not the same and rejects it, the function answers all the same', () => {
    expect(run(tell, ['--no-opt'])).toMatch(/^rejected true\n.*answered 200\n$/s)
  })
})

describe('the time-zone data', () => {
  // Each month of the next years, then each winter and summer.
  const soon = Array.from({ length: 48 }, (_, month) => Date.UTC(firstYear, month, 15, 12))
  const later = Array.from({ length: (lastYear - firstYear) * 2 }, (_, half) =>
    Date.UTC(firstYear + 4, half * 6, 15, 12),
  )
  const moments = [...soon, ...later.filter(moment => moment < Date.UTC(lastYear + 1))]

  test('gives every zone the time that the whole data give, in all the years kept', () => {
    const script = `
      const { handler } = bundled()
      const write = process.stdout.write.bind(process.stdout)
      process.stdout.write = () => true
      const ask = async () => {
        const all = {}
        for (const name of ${JSON.stringify(moment.tz.names())}) {
          all[name] = []
          for (const now of ${JSON.stringify(moments)}) {
            Date.now = () => now
            const { body } = await handler({ ...event, path: '/time/' + name }, { awsRequestId: 'x' })
            const { iso, abbreviation } = JSON.parse(body)
            all[name].push(iso + ' ' + abbreviation)
          }
        }
        write(JSON.stringify(all))
      }
      ask()`
    const bundled: Record<string, string[]> = JSON.parse(run(script))
    const different = moment.tz
      .names()
      .filter(name => bundled[name]?.join() !== moments.map(now => shown(name, now)).join())
    expect(different).toEqual([])
  })

  function shown(name: string, now: number): string {
    const zone = findZone(name)
    if (zone === undefined) return 'unknown'
    const { iso, abbreviation } = zonedTime(zone, now)
    return `${iso} ${abbreviation}`
  }

  test('lasts for ten years more', () => {
    expect(lastYear - new Date().getUTCFullYear()).toBeGreaterThanOrEqual(10)
  })

  test('lasts no longer than what it is cut from', () => {
    const untils = findZone('Europe/Paris')?.untils.filter(Number.isFinite) ?? []
    expect(new Date(Math.max(...untils)).getUTCFullYear()).toBeGreaterThanOrEqual(lastYear)
  })

  test('begins before today', () => {
    expect(new Date().getUTCFullYear()).toBeGreaterThanOrEqual(firstYear)
  })
})
