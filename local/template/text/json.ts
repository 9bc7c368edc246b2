// The text of a template in JSON, read by the engine's own parser, which is much faster than one for YAML.

import type { Value } from '../template.ts'
import { withoutLoss } from './scalar.ts'

/** Undefined for what is no JSON: CloudFormation then tries YAML. */
export const parseJson = (text: string): Value | undefined => {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    return LOSSY.test(text) ? JSON.parse(text, keepText) : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A number that may not print as it was written. */
const LOSSY = /[[:,\s]-?(\d+\.\d*0|\d+(\.\d+)?[eE][-+]?\d+|[\d.]{16,}|0(?=\s*[,}\]]))/

const keepText = (_: string, value: Value, { source }: { readonly source?: string } = {}): Value =>
  typeof value === 'number' && source !== undefined ? withoutLoss(source) : value
