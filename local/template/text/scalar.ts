// What a scalar without quotes means, and where AWS is known to make something else of its text.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
// https://yaml.org/type/ (YAML 1.1)

import type { Value } from '../template.ts'

const NULL = /^(~|null|Null|NULL|)$/
const TRUE = /^(yes|Yes|YES|true|True|TRUE|on|On|ON)$/
const FALSE = /^(no|No|NO|false|False|FALSE|off|Off|OFF)$/

/** A number is one only where nothing of its text is lost: `1.0`, `012` and `12345678901234567890` stay what they are. */
export const meaningOf = (text: string): Value => {
  if (NULL.test(text)) return null
  if (TRUE.test(text)) return true
  if (FALSE.test(text)) return false
  return withoutLoss(text)
}

/** Timestamps and binary data are text to CloudFormation. */
export const withoutLoss = (text: string): string | number => {
  if (!/^-?\d/.test(text)) return text
  const number = Number(text)
  return String(number) === text ? number : text
}

/**
 * How AWS writes the number that it takes this text for; undefined where it keeps the text, or where nothing is known.
 * Differs from AWS: the local cloud keeps the text, and warns on the stack's event.
 */
export const misreadByAws = (text: string): string | undefined => {
  // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/745
  if (/^[-+]?0[0-7]+$/.test(text)) return String(Number.parseInt(text, 8))
  // https://github.com/aws/aws-cli/issues/6908, https://github.com/aws/serverless-application-model/issues/200
  if (/^[-+]?0\d+$/.test(text) || /^[-+]?\d+(\.\d*)?[eE][-+]?\d+$/.test(text)) return javaDouble(Number(text))
  return undefined
}

const javaDouble = (number: number): string => {
  if (!Number.isFinite(number)) return number < 0 ? '-Infinity' : 'Infinity'
  const size = Math.abs(number)
  const withPoint = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`)
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return withPoint(String(number))
  const [digits = '', exponent = ''] = number.toExponential().split('e')
  return `${withPoint(digits)}E${exponent.replace('+', '')}`
}
