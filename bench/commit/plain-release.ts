// The alternative to the local cloud: a plain shell script that checks the commit out, runs the buildspec's own commands in the build's own
// environment, and then the tests' checks against the handler that was built.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parse } from 'yaml'
import { openImage } from '../../local/image/image.ts'
import { endWithUs } from '../temporary.ts'
import type { Clone } from './clone.ts'

export const PHASES = ['install', 'pre_build', 'build'] as const

const STAGES = 3

export interface PlainRelease {
  /** Milliseconds of the whole script. */
  readonly total: number
  /** Milliseconds of each of its parts: `checkout`, the phases of the buildspec, `checks`. */
  readonly parts: Readonly<Record<string, number>>
}

/** `variables` are what the build's project gives to its builds, and what the AWS CLI needs. */
export const plainRelease = async (
  clone: Clone,
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<PlainRelease> => {
  // A checkout of its own for each run: taking the last one away would burden the disk while the next is measured.
  mkdirSync(folder, { recursive: true })
  const checkout = mkdtempSync(join(folder, 'checkout-'))
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const script = join(folder, 'release.sh')
  writeFileSync(script, scriptOf(clone, checkout))
  // The build's environment: the same npm and npm cache, the same aws command.
  const image = await openImage({ folder: join(folder, 'image'), userEnv: process.env })
  return await run(script, { ...image.environment(home), ...variables })
}

const scriptOf = (clone: Clone, checkout: string): string => {
  const { phases } = parse(readFileSync(join(clone.folder, 'buildspec.yml'), 'utf8')) as {
    phases: Readonly<Record<string, { readonly commands: readonly string[] }>>
  }
  const part = (name: string, commands: readonly string[]) => [`echo '@ ${name}'`, ...commands]
  return [
    'set -e',
    ...part('checkout', [`git clone --quiet '${clone.folder}' '${checkout}'`, `cd '${checkout}'`]),
    ...PHASES.flatMap(phase => part(phase, phases[phase]?.commands ?? [])),
    // The same checks: the pipeline makes them against Beta, Gamma and Prod, each time with a function that has just begun.
    ...part(
      'checks',
      Array<string>(STAGES).fill(`node '${join(import.meta.dirname, 'plain-check.ts')}' '${checkout}'`),
    ),
    "echo '@ end'",
  ].join('\n')
}

const run = async (script: string, env: Readonly<Record<string, string>>): Promise<PlainRelease> => {
  const before = performance.now()
  const child = spawn('sh', [script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  endWithUs(child)
  const output: string[] = []
  const begun: { readonly name: string; readonly at: number }[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', line => {
      output.push(line)
      if (line.startsWith('@ ')) begun.push({ name: line.slice(2), at: performance.now() })
    })
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  const total = performance.now() - before
  if (code !== 0) throw new Error(`the plain script ended with ${code}:\n${output.slice(-40).join('\n')}`)
  const parts = begun.slice(0, -1).map(({ name, at }, index) => [name, (begun[index + 1]?.at ?? at) - at] as const)
  return { total, parts: Object.fromEntries(parts) }
}
