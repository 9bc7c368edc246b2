// The members of an answer that stand in its headers.

import type { Member, Modelled, Shape } from '../../contract/model.ts'
import { valuesOf } from './enums.ts'
import type { RawAnswer } from './raw.ts'
import { wrongText } from './scalar.ts'

export const inHeaders = (modelled: Modelled, members: readonly Member[], { headers }: RawAnswer): readonly string[] =>
  members.flatMap(member => {
    const header = member.traits.httpHeader
    if (typeof header !== 'string') return []
    const text = headers[header.toLowerCase()]
    if (text === undefined) return member.required ? [`header ${header} is not there, and the model requires it`] : []
    const values = valuesOf(modelled, modelled.outputName, member.name)
    const wrong = wrongText(inHeader(member.shape), text, values)
    return wrong === undefined ? [] : [`header ${header} ${wrong}`]
  })

/** There is another default for times than in a body. */
const inHeader = (shape: Shape): Shape =>
  shape.kind === 'timestamp' && shape.format === 'default' ? { ...shape, format: 'http-date' } : shape
