// Measures the synthesis: `npm run synth`, and within it the program alone. The validator that comes with the CDK does not run in either.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Bench } from './bench.ts'
import { byTurns, timed } from './measure.ts'

const repository = join(import.meta.dirname, '..')

export const synthBench: Bench = async runs => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'))
  const run = (command: string, ...args: string[]) =>
    timed(() => promisify(execFile)(command, args, { cwd: repository, env: { ...process.env, CDK_OUTDIR: folder } }))
  try {
    const { npm, program, node } = await byTurns(runs, {
      npm: () => run('npm', 'run', '--silent', 'synth'),
      program: () => run(process.execPath, 'pipeline/main.ts'),
      node: () => run(process.execPath, '--eval', '0'),
    })
    return {
      rows: [
        {
          what: 'npm run synth',
          unit: 'ms',
          ours: npm,
          alternatives: [
            { name: 'node pipeline/main.ts, without npm', value: program },
            { name: 'node that does nothing', value: node },
          ],
          atMost: 500,
        },
      ],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
