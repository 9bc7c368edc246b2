// What the scanner finds in the text, and the parser makes nodes of.

import type { Place } from './node.ts'

export interface Bare extends Place {
  readonly kind:
    | 'stream end'
    | 'directive'
    | 'document start'
    | 'document end'
    | 'block sequence'
    | 'block mapping'
    | 'block end'
    | '['
    | ']'
    | '{'
    | '}'
    | ','
    | '-'
    | '?'
    | ':'
}

interface Named extends Place {
  readonly kind: 'alias' | 'anchor'
  readonly name: string
}

interface Tag extends Place {
  readonly kind: 'tag'
  readonly tag: string
}

interface Scalar extends Place {
  readonly kind: 'scalar'
  readonly text: string
  readonly plain: boolean
}

export type Token = Bare | Named | Tag | Scalar
