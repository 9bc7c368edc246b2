// The synthesized template with something broken in it, for the tests of the rules.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesize } from '../synth.ts'
import type { Template } from '../template.ts'
import { sample } from '../testing/sample.ts'
import { checkStructure } from './structure-rules.ts'

/** A path to a value of the template: `Pipeline.Stages.3.Actions.0.RunOrder` is below the resource's properties. Undefined takes it away. */
export type Change = readonly [path: string, value: unknown]

export const template: Template = synthesized()

/** The problems of the template with these changes. */
export function problemsWith(...changes: readonly Change[]): string[] {
  const copy = structuredClone(template)
  for (const [path, value] of changes) {
    const [id = '', ...keys] = path.split('.')
    const properties = copy.Resources[id]?.Properties
    if (!properties) throw new Error(`the template has no resource '${id}'`)
    set(properties, keys, value)
  }
  return checkStructure(copy)
}

function synthesized(): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'pipeline-rules-'))
  try {
    return synthesize(sample, outdir).template
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

function set(target: object, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) set(Reflect.get(target, key), rest, value)
  else if (value === undefined) Reflect.deleteProperty(target, key)
  else Reflect.set(target, key, value)
}
