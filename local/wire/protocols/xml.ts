// XML as the AWS protocols use it: elements and text, no mixed content, no DTD.
import { ServiceError } from '../../core/errors.ts'

export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  /** Of elements without children. */
  readonly text: string
}

/** @throws ServiceError MalformedXML */
export const parseXml = (text: string): XmlElement => {
  const root: OpenElement = { name: '', children: [], text: '' }
  const open: OpenElement[] = [root]
  for (const [token, content, cdata, closing, opening, selfClosing] of text.matchAll(tokens)) {
    const current = open.at(-1)
    if (!current || open.length > deepest) throw malformed()
    if (content !== undefined) current.text += unescapeXml(content)
    else if (cdata !== undefined) current.text += cdata
    else if (closing !== undefined) {
      if (open.length < 2 || current.name !== closing) throw malformed()
      open.pop()
    } else if (opening !== undefined) {
      const element: OpenElement = { name: opening, children: [], text: '' }
      current.children.push(element)
      if (selfClosing === '') open.push(element)
    } else if (!token.startsWith('<?') && !token.startsWith('<!--')) throw malformed()
  }
  const [element, ...more] = root.children
  if (!element || more.length > 0 || open.length !== 1 || root.text.trim() !== '') throw malformed()
  return element
}

/** `members` is XML already; `text` is not. */
export const element = (name: string, members: string, attributes = ''): string =>
  members === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${members}</${name}>`

export const escapeXml = (text: string): string => text.replace(/[&<>"\p{Cc}]/gu, escapeCharacter)

export const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

interface OpenElement {
  readonly name: string
  readonly children: OpenElement[]
  text: string
}

const deepest = 64

// A DTD (<!DOCTYPE) falls to the last alternative and is refused: it could define entities.
const tokens =
  /([^<]+)|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w:.-]+)\s*>|<([A-Za-z_][\w:.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|</g

const escapeCharacter = (character: string): string => escapes[character] ?? `&#${character.charCodeAt(0)};`

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '\t',
  '\n': '\n',
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));?/g, (_, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? fail()
    const point = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return point <= 0x10ffff ? String.fromCodePoint(point) : fail()
  })

const fail = (): never => {
  throw malformed()
}

const malformed = (): ServiceError =>
  new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
