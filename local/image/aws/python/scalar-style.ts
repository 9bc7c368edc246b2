// Which quotes Python's writer of YAML puts around a text.
// https://github.com/yaml/pyyaml/blob/main/lib/yaml/emitter.py

import { typeOf } from './scalar.ts'

export type Style = 'plain' | 'single' | 'double'

/** `isKey`: it is a key that stands on one line. */
export const styleOf = (text: string, isKey: boolean): Style => {
  const isMultiline = /[\n\x85\u2028\u2029]/.test(text)
  if (allowsPlain(text) && typeOf(text) === 'str' && !(isKey && text === '')) return 'plain'
  return allowsSingle(text) && !(isKey && isMultiline) ? 'single' : 'double'
}

/** What only double quotes can hold: everything but ASCII, and spaces before a line break. */
const isSpecial = (text: string): boolean => /[^\n\x20-\x7e]/.test(text) || / \n/.test(text)

const allowsSingle = (text: string): boolean => !isSpecial(text) && !/\n /.test(text)

const allowsPlain = (text: string): boolean =>
  !isSpecial(text) &&
  !/\n|^ | $/.test(text) &&
  !/^(---|\.\.\.)/.test(text) &&
  !/^[#,[\]{}&*!|>'"%@`]|^[?:-]( |$)/.test(text) &&
  !/:( |$)| #/.test(text)
