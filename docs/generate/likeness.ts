// How much of a service is measured against AWS: counted in the scenarios of tests/likeness, whose run holds these numbers.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import type { AnyService } from '../../local/core/service.ts'

export interface Measure {
  /** Operations whose raw answer is held against AWS's model. */
  readonly operations: number
  readonly scenarios: number
  /** Facts of AWS that do not hold yet, with the reason. */
  readonly open: readonly { readonly title: string; readonly reason: string }[]
}

export const measureOf = (root: string, { signingName, operations }: AnyService): Measure => {
  const folder = join(root, 'tests/likeness')
  const lacking = entries(read(join(folder, 'lacking.yaml'))).find(([service]) => service === signingName)?.[1]
  const scenarios = globSync(`scenarios/${signingName}/*.yaml`, { cwd: folder })
    .sort()
    .flatMap(file => list(read(join(folder, file))))
    .map(scenario => new Map(entries(scenario)))
  return {
    operations: Object.keys(operations).length - entries(lacking).length,
    scenarios: scenarios.length,
    open: scenarios
      .filter(scenario => scenario.has('open'))
      .map(scenario => ({ title: String(scenario.get('title')), reason: String(scenario.get('open')) })),
  }
}

/** The tags of the values mean nothing here. */
const read = (file: string): unknown => parseDocument(readFileSync(file, 'utf8'), { logLevel: 'silent' }).toJS()

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const entries = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []
