// JSON as Python reads and prints it: 1.0 is another number than 1, and long integers keep their digits.

import { composeYaml } from '../../../core/yaml/compose.ts'
import type { YamlNode } from '../../../core/yaml/node.ts'
import { CommandError } from '../command.ts'
import { type Data, DataMap, Float, floatText, type Scalar, Timestamp } from './data.ts'

/** Undefined for what is no JSON. */
export const readJson = (text: string): Data | undefined => {
  const read = attempt(() => JSON.parse(text, revived))
  // An object of JavaScript puts keys like 1 first. JSON is YAML, but for tabs between its parts.
  return read === undefined ? undefined : (attempt(() => inOrder(composeYaml(text).root)) ?? read)
}

const attempt = (read: () => Data): Data | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

const inOrder = (node: YamlNode): Data => {
  if (node.kind === 'scalar') return node.plain ? JSON.parse(node.text, revived) : node.text
  if (node.kind === 'sequence') return node.items.map(inOrder)
  const map = new DataMap()
  for (const [key, value] of node.entries) if (key.kind === 'scalar') map.set(key.text, inOrder(value))
  return map
}

const revived = (_: string, value: unknown, { source }: { readonly source?: string } = {}): unknown => {
  if (typeof value === 'number' && source !== undefined) {
    if (/[.eE]/.test(source)) return new Float(value)
    return Number.isSafeInteger(value) ? value : BigInt(source)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Float) return value
  const map = new DataMap()
  for (const [key, item] of Object.entries(value)) map.set(key, item)
  return map
}

/** `json.dumps(…, indent=4, ensure_ascii=False)`. */
export const writeJson = (data: Data, indent = ''): string => {
  const inner = `${indent}    `
  if (Array.isArray(data))
    return block(
      '[',
      data.map(item => writeJson(item, inner)),
      ']',
      indent,
    )
  if (data instanceof DataMap)
    return block(
      '{',
      [...data.entries.values()].map(({ key, value }) => `${JSON.stringify(keyText(key))}: ${writeJson(value, inner)}`),
      '}',
      indent,
    )
  if (data instanceof Timestamp)
    throw new CommandError(`Object of type ${data.text.includes(' ') ? 'datetime' : 'date'} is not JSON serializable`)
  return typeof data === 'string' ? JSON.stringify(data) : keyText(data)
}

const block = (open: string, items: readonly string[], close: string, indent: string): string =>
  items.length === 0 ? `${open}${close}` : `${open}\n${indent}    ${items.join(`,\n${indent}    `)}\n${indent}${close}`

const keyText = (key: Scalar): string => {
  if (key instanceof Float) {
    if (Number.isNaN(key.value)) return 'NaN'
    return Number.isFinite(key.value) ? floatText(key.value) : key.value < 0 ? '-Infinity' : 'Infinity'
  }
  if (key instanceof Timestamp) throw new CommandError('keys must be str, int, float, bool or None, not date')
  return typeof key === 'string' ? key : String(key)
}
