// The code of an error, read from where its protocol puts it.

import { isRecord } from '../../../local/core/input/members.ts'
import { type RawAnswer, textOf } from './raw.ts'
import { childrenOf, documentOf, type Element, textIn } from './xml.ts'

export interface Found {
  readonly code: string
  /** Lower case: the wire and the model differ in `message` and `Message`. */
  readonly members: ReadonlySet<string>
}

/** A sentence when the error does not stand where a client looks for it. */
export const codeIn = (protocol: string, answer: RawAnswer): Found | string => {
  switch (protocol) {
    case 'json-1.1':
      return inJsonBody(answer, body => body.__type, 'member __type of the body')
    case 'rest-json':
      return inJsonBody(answer, () => answer.headers['x-amzn-errortype'], 'header x-amzn-errortype')
    case 'query':
      return inXmlBody(answer, ['ErrorResponse', 'Error'])
    default:
      return answer.body.length === 0 ? withoutBody(answer) : inXmlBody(answer, ['Error'])
  }
}

const inJsonBody = (
  answer: RawAnswer,
  code: (body: Readonly<Record<string, unknown>>) => unknown,
  place: string,
): Found | string => {
  const body: unknown = JSON.parse(textOf(answer) || 'null')
  if (!isRecord(body)) return 'the body of the error is no JSON object'
  const found = code(body)
  if (typeof found !== 'string') return `the ${place} has no code`
  return { code: found.replace(/^.*#/, '').replace(/:.*$/, ''), members: lower(Object.keys(body)) }
}

const inXmlBody = (answer: RawAnswer, path: readonly string[]): Found | string => {
  let at: Element | undefined = documentOf(textOf(answer))
  for (const name of path) at = at && childrenOf(at).find(child => child.name === name)?.element
  const code = at && childrenOf(at).find(({ name }) => name === 'Code')
  if (!at || !code) return `the body has no code at ${path.join('/')}/Code`
  return { code: textIn(code.element), members: lower(childrenOf(at).map(({ name }) => name)) }
}

/** HEAD answers with a status alone, from which clients make the code. */
const withoutBody = ({ status }: RawAnswer): Found | string => {
  const code = {
    304: 'NotModified',
    400: 'BadRequest',
    403: 'AccessDenied',
    404: 'NotFound',
    412: 'PreconditionFailed',
  }[status]
  return code === undefined ? `an error without a body, of status ${status}` : { code, members: new Set() }
}

const lower = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(name => name.toLowerCase()))
