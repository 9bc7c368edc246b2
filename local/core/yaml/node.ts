// A YAML document as nodes: every scalar keeps the text that stands there, and every node its place, so that each reader can say what a scalar means.

export interface Place {
  /** Both count from 1. */
  readonly line: number
  readonly column: number
}

export interface ScalarNode extends Place {
  readonly kind: 'scalar'
  readonly tag?: string
  readonly text: string
  /** Written without quotes and not as a block, so that it may mean a number, a boolean or null. */
  readonly plain: boolean
}

export interface SequenceNode extends Place {
  readonly kind: 'sequence'
  readonly tag?: string
  readonly items: readonly YamlNode[]
}

export interface MappingNode extends Place {
  readonly kind: 'mapping'
  readonly tag?: string
  /** In the order of the text; the same key may stand there twice. */
  readonly entries: readonly (readonly [YamlNode, YamlNode])[]
}

export type YamlNode = ScalarNode | SequenceNode | MappingNode

/** Text that is no YAML. */
export class YamlError extends Error {
  readonly line: number
  readonly column: number

  constructor(message: string, { line, column }: Place) {
    super(message)
    this.line = line
    this.column = column
  }
}
