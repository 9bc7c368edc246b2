// Reads the XML of a report into elements, with every child in a list and every value as text.

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** Its own, without that of its children. */
  readonly text: string
}

const ATTRIBUTES = ':@'
const TEXT = '#text'

/** The document's one element. @throws Error the text is no XML */
export const readXml = async (text: string, file: string): Promise<Element> => {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser')
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new Error(`${file}:${valid.err.line}: not valid XML: ${valid.err.msg}`)
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    parseTagValue: false,
    removeNSPrefix: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
  })
  const [root] = elementsOf(parser.parse(text))
  if (!root) throw new Error(`${file}: an empty file`)
  return root
}

const elementsOf = (nodes: unknown): readonly Element[] =>
  list(nodes).flatMap(node => {
    const name = Object.keys(node).find(key => key !== ATTRIBUTES)
    if (name === undefined || name === TEXT) return []
    const inner = list(node[name])
    return [
      {
        name,
        attributes: textsOf(node[ATTRIBUTES]),
        children: elementsOf(inner),
        text: inner.map(child => String(child[TEXT] ?? '')).join(''),
      },
    ]
  })

const list = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'object' && one !== null) : []

const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
    : {}

export const children = (element: Element, ...names: readonly string[]): readonly Element[] =>
  element.children.filter(({ name }) => names.includes(name))

/** Of these names, wherever they stand below. */
export const below = (element: Element, ...names: readonly string[]): readonly Element[] =>
  element.children.flatMap(child => [...(names.includes(child.name) ? [child] : []), ...below(child, ...names)])

export const attribute = (element: Element, name: string): string => element.attributes[name] ?? ''

/** Text of the first element at the path; empty when there is none. */
export const textAt = (element: Element, ...path: readonly string[]): string => {
  const [name, ...rest] = path
  if (name === undefined) return element.text.trim()
  const [child] = children(element, name)
  return child ? textAt(child, ...rest) : ''
}

export const number = (element: Element, name: string): number => Number(attribute(element, name)) || 0
