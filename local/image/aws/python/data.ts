// What Python's reader makes of a template, as `aws cloudformation package` has it between reading and writing.

export type Scalar = string | number | bigint | boolean | null | Float | Timestamp
export type Data = Scalar | Data[] | DataMap

/** Integers are numbers or bigints; what is written with a point or an exponent is a float, and stays one. */
export class Float {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

export class Timestamp {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** In order of insertion; `sorted` as Python writes its plain dictionaries in YAML. */
export class DataMap {
  readonly entries = new Map<string, { key: Scalar; value: Data }>()
  readonly sorted: boolean

  constructor(sorted = false) {
    this.sorted = sorted
  }

  static of(key: string, value: Data): DataMap {
    const map = new DataMap(true)
    map.set(key, value)
    return map
  }

  get(key: string): Data | undefined {
    return this.entries.get(`s${key}`)?.value
  }

  set(key: Scalar, value: Data): void {
    const name = nameOf(key)
    this.entries.set(name, { key: this.entries.get(name)?.key ?? key, value })
  }
}

/** Python takes 1, 1.0 and True for the same key. */
const nameOf = (key: Scalar): string => {
  if (typeof key === 'string') return `s${key}`
  if (key instanceof Float) return `n${key.value}`
  if (key instanceof Timestamp) return `t${key.text}`
  return key === null ? 'null' : `n${typeof key === 'boolean' ? Number(key) : String(key)}`
}

/** As Python prints a float. */
export const floatText = (value: number): string => {
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (Object.is(value, -0)) return '-0.0'
  if (exponent >= -4 && exponent < 16) return Number.isInteger(value) ? `${value}.0` : String(value)
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}
