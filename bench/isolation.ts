// Measures what isolation costs: a process as a sandbox starts it, from its start to its end, isolated and not, and by bubblewrap where that is
// installed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Command, isolate } from '../local/host/isolation/command.ts'
import { isolation } from '../local/host/isolation/detect.ts'
import type { View } from '../local/host/isolation/view.ts'
import { findCommand } from '../local/image/find-command.ts'
import type { Bench } from './bench.ts'
import { byTurns, timed } from './measure.ts'
import { temporaryFolder } from './temporary.ts'

const limit = 30
/** Each round is this many starts: one alone is a few milliseconds. */
const starts = 20

export const isolationBench: Bench = async (runs, say) => {
  const found = await isolation()
  if (!found.isOn) {
    say(`not measured, because ${found.reason}`)
    return { rows: [] }
  }
  const { machine } = found
  const folder = temporaryFolder('isolation')
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  const node = dirname(process.execPath)
  const view: View = {
    readable: [
      { at: node, from: node },
      { at: '/var/task', from: import.meta.dirname },
    ],
    writable: [{ at: '/tmp', from: temporary }],
    hidden: [],
  }
  const command = { program: '/bin/sh', parameters: ['-c', ':'], env: { PATH: '/usr/bin:/bin' }, cwd: '/' }
  const isolated = async (): Promise<void> => {
    const own = join(folder, 'own')
    mkdirSync(own)
    await end(isolate(command, view, machine, own))
    rmSync(own, { recursive: true })
  }
  const bwrap = await findCommand('bwrap', process.env.PATH ?? '')
  const measured = await byTurns(runs, {
    isolated: () => many(isolated),
    plain: () => many(() => end(command)),
    bubblewrap: async () =>
      bwrap ? await many(() => end(byBubblewrap(bwrap, command, view, machine.system))) : Number.NaN,
  })
  const { isolated: ours, plain, bubblewrap } = measured
  const others = bwrap ? [{ name: 'bubblewrap', value: bubblewrap }] : []
  return {
    rows: [
      {
        what: 'a process, isolated',
        unit: 'ms',
        ours,
        alternatives: [{ name: 'not isolated', value: plain }, ...others],
      },
      { what: 'cost of isolation, a sandbox', unit: 'ms', ours: ours - plain, alternatives: [], atMost: limit },
    ],
  }
}

const many = async (start: () => Promise<void>): Promise<number> => {
  const milliseconds = await timed(async () => {
    for (let count = 0; count < starts; count += 1) await start()
  })
  return milliseconds / starts
}

const end = async ({ program, parameters, env, cwd, input }: Command): Promise<void> => {
  const child = spawn(program, parameters, { env: { ...env }, cwd, stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${program} ended with ${code}`)
}

/** The same view. */
const byBubblewrap = (bwrap: string, command: Command, view: View, system: readonly string[]): Command => ({
  ...command,
  program: bwrap,
  parameters: [
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--die-with-parent', '--proc', '/proc', '--dev', '/dev'],
    ...system.flatMap(path => ['--ro-bind', path, path]),
    ...['bin', 'sbin', 'lib', 'lib64'].flatMap(name =>
      system.includes(`/${name}`) ? [] : ['--symlink', `usr/${name}`, `/${name}`],
    ),
    ...view.readable.flatMap(({ at, from }) => ['--ro-bind', from, at]),
    ...view.writable.flatMap(({ at, from }) => ['--bind', from, at]),
    ...[command.program, ...command.parameters],
  ],
})
