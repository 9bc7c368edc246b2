// A value without structure, as each protocol writes it.

import type { Shape } from '../../contract/model.ts'

/** What is wrong with it, as the end of a sentence; undefined when nothing is. */
export const wrongText = (shape: Shape, text: string, values: readonly string[] | undefined): string | undefined => {
  switch (shape.kind) {
    case 'number':
      return /^-?\d+(\.\d+)?(E-?\d+)?$/.test(text) ? undefined : `is no number: ${shown(text)}`
    case 'boolean':
      return /^(true|false)$/.test(text) ? undefined : `is no boolean: ${shown(text)}`
    case 'timestamp':
      return TIMES[shape.format === 'default' ? 'date-time' : shape.format].test(text)
        ? undefined
        : `is no timestamp: ${shown(text)}`
    case 'blob':
      return /^[A-Za-z0-9+/\s]*={0,2}$/.test(text) ? undefined : `is no Base64: ${shown(text)}`
    case 'string':
      return notAmong(values, text)
    default:
      return `is a text, and the model has a ${shape.kind}`
  }
}

export const wrongJson = (shape: Shape, value: unknown, values: readonly string[] | undefined): string | undefined => {
  switch (shape.kind) {
    case 'number':
      return typeof value === 'number' ? undefined : `is no number: ${shown(value)}`
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `is no boolean: ${shown(value)}`
    case 'timestamp':
      if (shape.format === 'default' || shape.format === 'epoch-seconds')
        return isEpoch(value) ? undefined : `is no time in seconds: ${shown(value)}`
      return wrongText(shape, String(value), values)
    case 'blob':
    case 'string':
      return typeof value === 'string' ? wrongText(shape, value, values) : `is no text: ${shown(value)}`
    default:
      return undefined
  }
}

/** Seconds, with or without a fraction; milliseconds would be far in the future. */
const isEpoch = (value: unknown): boolean => typeof value === 'number' && value < 1e11

export const TIMES = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  'http-date': /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/,
  'epoch-seconds': /^\d{1,11}(\.\d+)?$/,
} as const

const notAmong = (values: readonly string[] | undefined, text: string): string | undefined =>
  values === undefined || values.includes(text)
    ? undefined
    : `is ${shown(text)}, and the model has ${values.slice(0, 12).join(', ')}${values.length > 12 ? ', …' : ''}`

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 80)
