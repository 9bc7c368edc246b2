// The members of an answer in a JSON body.

import { isRecord } from '../../../local/core/input/members.ts'
import type { Member, Modelled, Shape } from '../../contract/model.ts'
import { valuesOf } from './enums.ts'
import { wrongJson } from './scalar.ts'

interface Structure {
  readonly name: string
  readonly members: readonly Member[]
}

export const inJson = (modelled: Modelled, structure: Structure, value: unknown, path = ''): readonly string[] => {
  if (!isRecord(value)) return [`${path || 'the body'} is no object`]
  const byName = new Map(structure.members.map(member => [wireName(member), member]))
  const missing = structure.members
    .filter(member => member.required && value[wireName(member)] === undefined)
    .map(member => `${path}${wireName(member)} is not there, and the model requires it`)
  const inside = Object.entries(value).flatMap(([name, item]) => {
    const member = byName.get(name)
    if (!member) return [`${path}${name} is not in the model`]
    return inShape(modelled, member.shape, item, `${path}${name}`, valuesOf(modelled, structure.name, member.name))
  })
  return [...missing, ...inside]
}

const wireName = ({ name, traits }: Member): string => String(traits.jsonName ?? name)

const inShape = (
  modelled: Modelled,
  shape: Shape,
  value: unknown,
  path: string,
  values: readonly string[] | undefined,
): readonly string[] => {
  if (value === null) return [`${path} is null`]
  switch (shape.kind) {
    case 'structure':
      return inJson(modelled, shape, value, `${path}.`)
    case 'list':
      return Array.isArray(value)
        ? value.flatMap(item => inShape(modelled, shape.item, item, `${path}[]`, values))
        : [`${path} is no list`]
    case 'map':
      return isRecord(value)
        ? Object.values(value).flatMap(item => inShape(modelled, shape.item, item, `${path}.*`, undefined))
        : [`${path} is no map`]
    default: {
      const wrong = wrongJson(shape, value, values)
      return wrong === undefined ? [] : [`${path} ${wrong}`]
    }
  }
}
