// CBOR as Smithy RPC v2 uses it: integers, floats, text, byte strings, arrays, maps, timestamps (tag 1).
// https://www.rfc-editor.org/rfc/rfc8949
import { types } from 'node:util'
import { isRecord } from '../../core/input/members.ts'

export const encodeCbor = (value: unknown): Uint8Array => {
  const parts: Uint8Array[] = []
  write(value, parts)
  return Buffer.concat(parts)
}

/** @throws RangeError or Error when the bytes are no CBOR */
export const decodeCbor = (bytes: Uint8Array): unknown => {
  const reader = new Reader(bytes)
  const value = reader.value(0)
  if (!reader.atEnd()) throw new Error('there are bytes behind the CBOR item')
  return value
}

const write = (value: unknown, parts: Uint8Array[]): void => {
  if (value === undefined || value === null) parts.push(Buffer.of(0xf6))
  else if (typeof value === 'boolean') parts.push(Buffer.of(value ? 0xf5 : 0xf4))
  else if (typeof value === 'number') parts.push(number(value))
  else if (typeof value === 'string') parts.push(head(3, Buffer.byteLength(value)), Buffer.from(value))
  else if (value instanceof Uint8Array) parts.push(head(2, value.length), value)
  else if (types.isDate(value)) parts.push(head(6, 1), double(value.getTime() / 1000))
  else if (Array.isArray(value)) {
    parts.push(head(4, value.length))
    for (const item of value) write(item, parts)
  } else if (value instanceof Map) writeMap([...value], parts)
  else if (isRecord(value)) writeMap(Object.entries(value), parts)
  else throw new TypeError(`${typeof value} has no CBOR form`)
}

const writeMap = (entries: readonly (readonly [unknown, unknown])[], parts: Uint8Array[]): void => {
  const present = entries.filter(([, item]) => item !== undefined)
  parts.push(head(5, present.length))
  for (const [key, item] of present) {
    write(String(key), parts)
    write(item, parts)
  }
}

const number = (value: number): Uint8Array => {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return double(value)
  return value >= 0 ? head(0, value) : head(1, -1 - value)
}

const double = (value: number): Uint8Array => {
  const buffer = Buffer.alloc(9)
  buffer[0] = 0xfb
  buffer.writeDoubleBE(value, 1)
  return buffer
}

const head = (major: number, value: number): Uint8Array => {
  const type = major << 5
  if (value < 24) return Buffer.of(type | value)
  if (value < 0x100) return Buffer.of(type | 24, value)
  const buffer = Buffer.alloc(value < 0x10000 ? 3 : value < 0x100000000 ? 5 : 9)
  if (buffer.length === 3) buffer.writeUInt16BE(value, 1)
  else if (buffer.length === 5) buffer.writeUInt32BE(value, 1)
  else buffer.writeBigUInt64BE(BigInt(value), 1)
  buffer[0] = type | (buffer.length === 3 ? 25 : buffer.length === 5 ? 26 : 27)
  return buffer
}

const deepest = 64
const breakCode = Symbol('break')

class Reader {
  private readonly view: DataView
  private readonly bytes: Uint8Array
  private offset = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  atEnd(): boolean {
    return this.offset === this.bytes.length
  }

  value(depth: number): unknown {
    const item = this.item(depth)
    if (item === breakCode) throw new Error('a break stands outside an indefinite item')
    return item
  }

  private item(depth: number): unknown {
    if (depth > deepest) throw new Error('the CBOR item is nested too deeply')
    const initial = this.view.getUint8(this.offset++)
    const [major, info] = [initial >> 5, initial & 31]
    if (major === 7) return this.simple(info)
    if (info === 31) return this.indefinite(major, depth)
    const length = this.argument(info)
    switch (major) {
      case 0:
        return length
      case 1:
        return -1 - length
      case 2:
        return this.take(length)
      case 3:
        return Buffer.from(this.take(length)).toString('utf8')
      case 4:
        return this.list(length, depth)
      case 5:
        return this.map(length, depth)
      default:
        return tagged(length, this.value(depth + 1))
    }
  }

  private argument(info: number): number {
    if (info < 24) return info
    const at = this.offset
    if (info > 27) throw new Error(`additional information ${info} is reserved`)
    this.offset += 1 << (info - 24)
    if (info === 24) return this.view.getUint8(at)
    if (info === 25) return this.view.getUint16(at)
    return info === 26 ? this.view.getUint32(at) : Number(this.view.getBigUint64(at))
  }

  private simple(info: number): unknown {
    if (info === 31) return breakCode
    if (info < 24) return info === 21 ? true : info === 20 ? false : undefined
    const at = this.offset
    this.offset += 1 << (info - 24)
    if (info === 25) return half(this.view.getUint16(at))
    if (info === 26) return this.view.getFloat32(at)
    if (info === 27) return this.view.getFloat64(at)
    throw new Error(`simple value ${info} is not supported`)
  }

  private indefinite(major: number, depth: number): unknown {
    const items: unknown[] = []
    for (let item = this.item(depth + 1); item !== breakCode; item = this.item(depth + 1)) items.push(item)
    if (major === 4) return items
    if (major === 3) return items.join('')
    if (major === 2) return Buffer.concat(items.filter(item => item instanceof Uint8Array))
    if (major !== 5 || items.length % 2 !== 0) throw new Error(`an item of major type ${major} cannot be indefinite`)
    return Object.fromEntries(items.flatMap((key, index) => (index % 2 === 0 ? [[String(key), items[index + 1]]] : [])))
  }

  private list(length: number, depth: number): unknown[] {
    const items: unknown[] = []
    for (let index = 0; index < length; index++) items.push(this.value(depth + 1))
    return items
  }

  private map(length: number, depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = []
    for (let index = 0; index < length; index++) entries.push([String(this.value(depth + 1)), this.value(depth + 1)])
    return Object.fromEntries(entries)
  }

  private take(length: number): Uint8Array {
    if (this.offset + length > this.bytes.length) throw new RangeError('the CBOR item is cut off')
    this.offset += length
    return this.bytes.subarray(this.offset - length, this.offset)
  }
}

const tagged = (tag: number, value: unknown): unknown => (tag === 1 ? new Date(Number(value) * 1000) : value)

const half = (bits: number): number => {
  const [exponent, fraction, sign] = [(bits >> 10) & 31, bits & 1023, bits & 0x8000 ? -1 : 1]
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}
