// The members of an answer in an XML body.

import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { isRecord } from '../../../local/core/input/members.ts'
import type { Member, Modelled, Shape } from '../../contract/model.ts'
import { valuesOf } from './enums.ts'
import { wrongText } from './scalar.ts'

/** What stands in an element, in its order; `#text` for text. */
export type Element = readonly unknown[]

interface Child {
  readonly name: string
  readonly element: Element
}

const parser = new XMLParser({ preserveOrder: true, parseTagValue: false, trimValues: false, removeNSPrefix: false })

/** @throws Error when it is not well-formed */
export const documentOf = (text: string): Element => {
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new Error(`the body is no XML: ${valid.err.msg}`)
  const parsed: unknown = parser.parse(text)
  return Array.isArray(parsed) ? parsed : []
}

export const childrenOf = (element: Element): readonly Child[] =>
  element
    .filter(isRecord)
    .flatMap(node =>
      Object.entries(node).flatMap(([name, inside]) =>
        name === '#text' || name === ':@' || name.startsWith('?') || !Array.isArray(inside)
          ? []
          : [{ name, element: inside }],
      ),
    )

export const textIn = (element: Element): string =>
  element
    .filter(isRecord)
    .map(node => String(node['#text'] ?? ''))
    .join('')

/** The names of the elements around the members. */
export const rootOf = (modelled: Modelled, payload: Member | undefined): readonly string[] => {
  const { service, operation, outputName, outputTraits } = modelled
  if (service.protocol === 'query') return [`${operation}Response`, `${operation}Result`]
  // https://smithy.io/2.0/aws/customizations/s3-customizations.html: S3 leaves the element around this one member out.
  if (operation === 'GetBucketLocation') return []
  const of = payload?.shape.kind === 'structure' ? payload.shape.name : outputName
  return [String(payload?.traits.xmlName ?? outputTraits.xmlName ?? of)]
}

interface Structure {
  readonly name: string
  readonly members: readonly Member[]
}

export const inXml = (
  modelled: Modelled,
  structure: Structure,
  document: Element,
  root: readonly string[],
): readonly string[] => {
  let at = document
  for (const name of root) {
    const next = childrenOf(at).find(child => child.name === name)
    if (!next)
      return [
        `element ${root.join('/')} is not there, but ${childrenOf(at)
          .map(child => child.name)
          .join(', ')}`,
      ]
    at = next.element
  }
  return inStructure(modelled, structure, at, '')
}

const inStructure = (modelled: Modelled, structure: Structure, element: Element, path: string): readonly string[] => {
  const byName = new Map(structure.members.map(member => [wireName(member), member]))
  const children = childrenOf(element)
  const missing = [...byName]
    .filter(([name, { required }]) => required && !children.some(child => child.name === name))
    .map(([name]) => `${path}${name} is not there, and the model requires it`)
  const seen = new Set<string>()
  const inside = children.flatMap(({ name, element: child }) => {
    const member = byName.get(name)
    if (!member) return [`${path}${name} is not in the model`]
    const at = `${path}${name}`
    const values = valuesOf(modelled, structure.name, member.name)
    if ('xmlFlattened' in member.traits) return inFlat(modelled, member.shape, child, at, values)
    if (seen.has(name)) return [`${at} is there twice`]
    seen.add(name)
    return inShape(modelled, member.shape, child, at, values)
  })
  return [...missing, ...inside]
}

const wireName = ({ name, traits }: Member): string => String(traits.xmlName ?? name)

type Values = readonly string[] | undefined

/** One item, without an element around all. */
const inFlat = (modelled: Modelled, shape: Shape, element: Element, path: string, values: Values): readonly string[] =>
  shape.kind === 'list' || shape.kind === 'map'
    ? inShape(modelled, shape.item, element, `${path}[]`, values)
    : inShape(modelled, shape, element, path, values)

const inShape = (
  modelled: Modelled,
  shape: Shape,
  element: Element,
  path: string,
  values: Values,
): readonly string[] => {
  switch (shape.kind) {
    case 'structure':
      return inStructure(modelled, shape, element, `${path}.`)
    case 'list':
      return inItems(String(shape.itemTraits.xmlName ?? 'member'), element, path, item =>
        inShape(modelled, shape.item, item, `${path}[]`, values),
      )
    case 'map':
      return inItems('entry', element, path, entry => {
        const value = childrenOf(entry).find(({ name }) => name === String(shape.itemTraits.xmlName ?? 'value'))
        const key = childrenOf(entry).find(({ name }) => name === String(shape.keyTraits.xmlName ?? 'key'))
        if (!key || !value) return [`${path} has an entry without key or value`]
        return inShape(modelled, shape.item, value.element, `${path}.*`, undefined)
      })
    case 'document':
      return []
    default: {
      if (childrenOf(element).length > 0) return [`${path} has elements in it, and the model has a ${shape.kind}`]
      const wrong = wrongText(shape, textIn(element), values)
      return wrong === undefined ? [] : [`${path} ${wrong}`]
    }
  }
}

const inItems = (
  name: string,
  element: Element,
  path: string,
  each: (item: Element) => readonly string[],
): readonly string[] =>
  childrenOf(element).flatMap(child =>
    child.name === name ? each(child.element) : [`${path} has ${child.name} in it where the model has ${name}`],
  )
