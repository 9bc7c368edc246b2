// Which type Python's reader sees in a scalar without quotes.
// https://github.com/yaml/pyyaml/blob/main/lib/yaml/resolver.py

import { CommandError } from '../command.ts'
import { Float, type Scalar, Timestamp } from './data.ts'

const TYPES: readonly (readonly [string, RegExp])[] = [
  ['bool', /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  [
    'float',
    /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  ],
  [
    'int',
    /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+|[-+]?[1-9][\d_]*(?::[0-5]?\d)+)$/,
  ],
  ['merge', /^<<$/],
  ['null', /^(?:~|null|Null|NULL|)$/],
  [
    'timestamp',
    /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
  ],
  ['value', /^=$/],
]

/** `str` for everything else. */
export const typeOf = (text: string): string => TYPES.find(([, form]) => form.test(text))?.[0] ?? 'str'

/** @throws CommandError where the real command fails */
export const dataOf = (type: string, text: string): Scalar => {
  switch (type) {
    case 'bool':
      return /^(?:yes|true|on)$/i.test(text)
    case 'float':
      return floatOf(text)
    case 'int':
      return integerOf(text)
    case 'null':
      return null
    case 'timestamp':
      return timestampOf(text)
    case 'merge':
    case 'value':
      throw new CommandError(`could not determine a constructor for the tag 'tag:yaml.org,2002:${type}'`)
    default:
      return text
  }
}

const BASE_60 = 60n

const integerOf = (given: string): number | bigint => {
  const text = given.replaceAll('_', '')
  const digits = text.replace(/^[-+]/, '')
  const size = digits.includes(':')
    ? digits.split(':').reduce((sum, part) => sum * BASE_60 + BigInt(part), 0n)
    : BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
  const value = text.startsWith('-') ? -size : size
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

const floatOf = (given: string): Float => {
  const text = given.replaceAll('_', '').toLowerCase()
  const digits = text.replace(/^[-+]/, '')
  const size = digits.startsWith('.inf')
    ? Number.POSITIVE_INFINITY
    : digits === '.nan'
      ? Number.NaN
      : digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return new Float(text.startsWith('-') ? -size : size)
}

const timestampOf = (text: string): Timestamp => {
  const found = /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt \t]+(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?[ \t]*(Z|[-+].*)?)?$/.exec(text)
  const [, year = '', month = '', day = '', hour, minute = '', second = '', fraction = '', zone] = found ?? []
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (Number.isNaN(Date.parse(date))) throw new CommandError(`${text}: day is out of range for month`)
  if (hour === undefined) return new Timestamp(date)
  const part = fraction === '' || /^0*$/.test(fraction.slice(0, 6)) ? '' : `.${fraction.slice(0, 6).padEnd(6, '0')}`
  return new Timestamp(`${date} ${hour.padStart(2, '0')}:${minute}:${second}${part}${zoneOf(zone)}`)
}

const zoneOf = (zone: string | undefined): string => {
  if (zone === undefined) return ''
  const [, sign = '+', hours = '0', minutes = '0'] = /^([-+])(\d\d?)(?::(\d\d))?$/.exec(zone) ?? []
  const isZero = Number(hours) === 0 && Number(minutes) === 0
  return `${isZero ? '+' : sign}${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`
}
