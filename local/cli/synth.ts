// Synthesizes the pipeline with the template's own command, and reads what it wrote. Nothing of its source is looked at.

import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { machineFaultIn } from '../host/machine-fault.ts'
import { CliError } from './cli-error.ts'

const COMPILED = join(import.meta.dirname, '../../node_modules/.cache/local-cloud')

export interface PipelineTemplate {
  readonly stackName: string
  readonly templateBody: string
}

/** `signal` ends the synthesis early. @throws CliError with what the synthesis printed */
export const synthesize = async (
  repository: string,
  output: string,
  signal?: AbortSignal,
): Promise<PipelineTemplate> => {
  rmSync(output, { recursive: true, force: true })
  const child = spawn(process.execPath, ['pipeline/main.ts'], {
    cwd: repository,
    // Half of a synthesis is the compiling of aws-cdk-lib: what was compiled is kept beside the local cloud's own.
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, CDK_OUTDIR: output },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
  })
  let printed = ''
  child.stdout.on('data', chunk => {
    printed += chunk
  })
  child.stderr.on('data', chunk => {
    printed += chunk
  })
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  const fault = code === 0 ? undefined : machineFaultIn(printed, output)
  if (fault !== undefined) throw new CliError(`the pipeline could not be synthesized: ${fault}`)
  if (code !== 0)
    throw new CliError(
      `the pipeline could not be synthesized ('npm run synth' fails in the same way):\n${indent(printed.trim() || `it ended with ${code} and printed nothing`)}`,
    )
  return readAssembly(output)
}

const indent = (text: string): string => text.replace(/^/gm, '  ')

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      { readonly type: string; readonly properties?: { readonly templateFile?: string; readonly stackName?: string } }
    >
  >
}

const readAssembly = (output: string): PipelineTemplate => {
  const manifest = JSON.parse(readFileSync(join(output, 'manifest.json'), 'utf8')) as Manifest
  const stacks = Object.entries(manifest.artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack')
  const [stack, ...others] = stacks
  const file = stack?.[1].properties?.templateFile
  if (!stack || others.length > 0 || !file)
    throw new CliError(`the synthesis should make exactly one stack, the pipeline's; it made ${stacks.length}`)
  // Compact: what CloudFormation counts against the size of a template.
  const templateBody = JSON.stringify(JSON.parse(readFileSync(join(output, file), 'utf8')))
  return { stackName: stack[1].properties?.stackName ?? stack[0], templateBody }
}
