// Which members of an operation's input are refused by their name, found as the contract's test finds it: by reading an input with each of them.

import type { AnyService } from '../../local/core/service.ts'
import { modelOf } from '../../tests/contract/model.ts'
import { isPassedOver, type Surveyed, survey } from '../../tests/contract/survey.ts'
import { OF_THE_PROTOCOL } from '../../tests/contract/wire.ts'
import { code } from './markdown.ts'

/** A line for each operation that AWS's model gives a member which the local cloud refuses. */
export const refusedMembers = (service: AnyService): readonly string[] => {
  const lines = modelOf(service).flatMap(modelled => {
    const surveyed = survey(modelled).filter(({ path }) => !isPassedOver(modelled, path))
    const refused = refusedAmong(surveyed).map(shown)
    return refused.length === 0 ? [] : [`- ${modelled.operation}: ${refused.join(', ')}`]
  })
  return lines.sort()
}

/** A structure stands for what is in it when all of it is refused. */
export const refusedAmong = (surveyed: readonly Surveyed[]): readonly Surveyed[] => {
  const isWhole = ({ path }: Surveyed): boolean =>
    surveyed.every(inner => !isWithin(inner.path, path) || isRefused(inner))
  const whole = surveyed.filter(isWhole)
  return whole.filter(({ path }) => !whole.some(outer => outer.path !== path && isWithin(path, outer.path)))
}

const isRefused = ({ path, outcome }: Surveyed): boolean =>
  (outcome === 'refused' || outcome === 'unread') && !OF_THE_PROTOCOL.includes(path)

const isWithin = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)

/** `KeySpec` (but `SYMMETRIC_DEFAULT`) */
const shown = ({ path, message = '' }: Surveyed): string => {
  const [, values] = /is not carried out by the local cloud; (.+) is$/.exec(message) ?? []
  return values === undefined ? code([path]) : `${code([path])} (but ${code(values.split(', '))})`
}
