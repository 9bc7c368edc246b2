// The documents of policies that a service keeps as text, parsed once and not at each request.

import { isRecord } from '../core/input/members.ts'
import type { PolicyDocument } from '../core/policy.ts'
import { problemsOf } from './grammar/read.ts'

const parsed = new WeakMap<object, { readonly text: string; readonly document: PolicyDocument }>()

/** `owner` is what holds the text; the document is the same for as long as the text is. */
export const documentOf = (owner: object, text: string): PolicyDocument => {
  const known = parsed.get(owner)
  if (known?.text === text) return known.document
  const document = parse(text)
  parsed.set(owner, { text, document })
  return document
}

/** No text comes here that was not read where it was put, but for those of older logs: what they say of such a kind cannot be evaluated. */
const UNREADABLE: PolicyDocument = { Version: 'unreadable', Statement: [] }

const parse = (text: string): PolicyDocument => {
  try {
    const value: unknown = JSON.parse(text)
    return isReadable(value) ? value : UNREADABLE
  } catch {
    return UNREADABLE
  }
}

const isReadable = (value: unknown): value is PolicyDocument =>
  isRecord(value) && problemsOf(value, { principal: 'required', resource: 'required' }).length === 0
