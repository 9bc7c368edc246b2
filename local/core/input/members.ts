// Reads the members of an operation's input and refuses what the API reference does not allow, in AWS's words.
import { ServiceError } from '../errors.ts'

export interface Constraint {
  readonly pattern?: RegExp
  readonly min?: number
  readonly max?: number
  readonly values?: readonly string[]
}

type OneOf<Value extends string> = Constraint & { readonly values: readonly Value[] }

/**
 * The input of one call. `string('jobId')` is required, `optionalString` gives undefined when the member is absent. Values of the query protocol
 * arrive as strings: number() and boolean() accept both forms. It knows what nobody read (`unread`): the runtime refuses such a call by the
 * names of those members, so no input is dropped in silence.
 */
export class Members {
  private readonly given: Readonly<Record<string, unknown>>
  private readonly path: string
  private readonly errorCode: string
  private readonly missingErrors: Readonly<Record<string, string>>
  /** What was looked at: the structures in a member, none for one that was read as a whole. */
  private readonly looked = new Map<string, readonly Members[]>()

  /** `missingErrors`: the code by the name of a required member, where an absent one has a code of its own. */
  constructor(
    value: unknown,
    errorCode = 'ValidationException',
    path = '',
    missingErrors: Readonly<Record<string, string>> = {},
  ) {
    this.given = isRecord(value) ? value : {}
    this.errorCode = errorCode
    this.path = path
    this.missingErrors = missingErrors
  }

  /** Everything at once, for who answers for each member: a map with free keys, a structure that is kept and shown as it is. */
  get value(): Readonly<Record<string, unknown>> {
    for (const name of Object.keys(this.given)) this.look(name)
    return this.given
  }

  /** One member as it came: bytes, a date, a document. */
  raw(name: string): unknown {
    this.look(name)
    return this.given[name]
  }

  has(name: string): boolean {
    const value = this.raw(name)
    return value !== undefined && value !== null
  }

  /** The same members under other names: where in-process callers write `ApiId` and the wire `apiId`. */
  renamed(rename: (name: string) => string): Members {
    const known = this.looked.get('')?.[0]
    if (known) return known
    const renamed = new Members(
      Object.fromEntries(Object.entries(this.given).map(([name, value]) => [rename(name), value])),
      this.errorCode,
      this.path,
      this.missingErrors,
    )
    this.looked.set('', [renamed])
    return renamed
  }

  /** Paths of the members that were given, ask for something, and that nobody looked at: `tags.2.propagate`. */
  unread(): readonly string[] {
    const renamed = this.looked.get('')?.[0]
    if (renamed) return renamed.unread()
    return Object.entries(this.given).flatMap(([name, value]) => {
      const parts = this.looked.get(name)
      if (parts === undefined) return asksForSomething(value) ? [name] : []
      return parts.flatMap((part, index) =>
        part.unread().map(inner => `${name}.${parts.length > 1 ? `${index + 1}.` : ''}${inner}`),
      )
    })
  }

  /** @throws ServiceError that names the limit which the length breaks */
  fits(name: string, length: number, { min = 0, max }: Pick<Constraint, 'min' | 'max'>, given: unknown = length): void {
    if (length < min) throw this.wrong(name, given, `Member must have length greater than or equal to ${min}`)
    if (max !== undefined && length > max)
      throw this.wrong(name, given, `Member must have length less than or equal to ${max}`)
  }

  /** With `values` the answer is one of them, for the compiler too. */
  string<const Value extends string>(name: string, constraint: OneOf<Value>): Value
  string(name: string, constraint?: Constraint): string
  string(name: string, constraint: Constraint = {}): string {
    const value = this.required(name)
    if (typeof value !== 'string') throw this.wrong(name, value, 'Member must be a string')
    const { min, max, pattern, values } = constraint
    this.fits(name, value.length, { min, max }, value)
    if (pattern && !pattern.test(value)) {
      // AWS's patterns are for the whole value, and do not say so.
      const words = pattern.source.replace(/^\^|(?<!\\)\$$/g, '')
      throw this.wrong(name, value, `Member must satisfy regular expression pattern: ${words}`)
    }
    if (values && !values.includes(value))
      throw this.wrong(name, value, `Member must satisfy enum value set: [${values.join(', ')}]`)
    return value
  }

  optionalString<const Value extends string>(name: string, constraint: OneOf<Value>): Value | undefined
  optionalString(name: string, constraint?: Constraint): string | undefined
  optionalString(name: string, constraint: Constraint = {}): string | undefined {
    return this.has(name) ? this.string(name, constraint) : undefined
  }

  number(name: string, constraint: Constraint = {}): number {
    const given = this.required(name)
    const value = typeof given === 'string' && given !== '' ? Number(given) : given
    if (typeof value !== 'number' || Number.isNaN(value)) throw this.wrong(name, given, 'Member must be a number')
    if (constraint.min !== undefined && value < constraint.min)
      throw this.wrong(name, value, `Member must have value greater than or equal to ${constraint.min}`)
    if (constraint.max !== undefined && value > constraint.max)
      throw this.wrong(name, value, `Member must have value less than or equal to ${constraint.max}`)
    return value
  }

  optionalNumber(name: string, constraint: Constraint = {}): number | undefined {
    return this.has(name) ? this.number(name, constraint) : undefined
  }

  /** Absent is false. */
  boolean(name: string): boolean {
    return this.optionalBoolean(name) ?? false
  }

  optionalBoolean(name: string): boolean | undefined {
    if (!this.has(name)) return undefined
    const value = this.raw(name)
    if (value === true || value === 'true') return true
    if (value === false || value === 'false') return false
    throw this.wrong(name, value, 'Member must be a boolean')
  }

  /** Members of a required structure. */
  structure(name: string): Members {
    const value = this.required(name)
    if (!isRecord(value)) throw this.wrong(name, value, 'Member must be a structure')
    const known = this.looked.get(name)?.[0]
    if (known) return known
    const structure = new Members(value, this.errorCode, this.pathOf(name))
    this.looked.set(name, [structure])
    return structure
  }

  optionalStructure(name: string): Members | undefined {
    return this.has(name) ? this.structure(name) : undefined
  }

  /** Members of each structure in a list; absent is empty. */
  structures(name: string): readonly Members[] {
    const list = this.list(name)
    const known = this.looked.get(name)
    if (known && known.length > 0) return known
    const structures = list.map((item, index) => {
      const path = `${this.pathOf(name)}.${index + 1}.member`
      if (!isRecord(item)) throw this.wrong(name, item, 'Member must be a structure')
      return new Members(item, this.errorCode, path)
    })
    this.looked.set(name, structures)
    return structures
  }

  /** Absent is empty. */
  strings(name: string): readonly string[] {
    return this.list(name).map(item => {
      if (typeof item !== 'string') throw this.wrong(name, item, 'Member must be a string')
      return item
    })
  }

  /** A map from string to string; absent is empty. */
  map(name: string): Readonly<Record<string, string>> {
    if (!this.has(name)) return {}
    const value = this.raw(name)
    if (!isRecord(value)) throw this.wrong(name, value, 'Member must be a map')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (typeof item !== 'string') throw this.wrong(`${name}.${key}`, item, 'Member must be a string')
        return [key, item]
      }),
    )
  }

  list(name: string): readonly unknown[] {
    if (!this.has(name)) return []
    const value = this.raw(name)
    if (value === '') return [] // the query protocol's empty list
    if (!Array.isArray(value)) throw this.wrong(name, value, 'Member must be a list')
    return value
  }

  /** Absent, or what is carried out. @throws ServiceError NotImplemented with the name and the value of any other */
  only(name: string, ...values: readonly string[]): void {
    if (!this.has(name)) return
    const given = String(this.raw(name))
    if (values.includes(given)) return
    throw new ServiceError(
      'NotImplemented',
      `${name} ${given.slice(0, 200)} is not carried out by the local cloud; ${values.join(', ')} is`,
      501,
    )
  }

  /** The error that AWS gives for a member that breaks a constraint. */
  wrong(name: string, value: unknown, constraint: string): ServiceError {
    const shown = value === undefined || value === null ? 'null' : `'${String(value).slice(0, 200)}'`
    return new ServiceError(
      this.errorCode,
      `1 validation error detected: Value ${shown} at '${this.pathOf(name)}' failed to satisfy constraint: ${constraint}`,
    )
  }

  private look(name: string): void {
    if (!this.looked.has(name)) this.looked.set(name, [])
  }

  /** For lists and maps, whose readers take an absent one for an empty one. */
  mustHave(name: string): void {
    this.required(name)
  }

  private required(name: string): unknown {
    const value = this.raw(name)
    if (value !== undefined && value !== null) return value
    const code = this.missingErrors[name]
    throw code === undefined
      ? this.wrong(name, null, 'Member must not be null')
      : new ServiceError(code, `${name} is required.`)
  }

  /** AWS's messages name members in lower camel case, whatever the protocol: `RoleSessionName` is 'roleSessionName'. */
  private pathOf(name: string): string {
    const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`
    return this.path === '' ? member : `${this.path}.${member}`
  }
}

/** False and what is empty ask for nothing: SDKs and tools send them for what nobody set. */
const asksForSomething = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '' || value === false || value === 'false') return false
  if (Array.isArray(value)) return value.some(asksForSomething)
  return isPlain(value) ? Object.values(value).some(asksForSomething) : true
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && Object.getPrototypeOf(value) === Object.prototype

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Leaves undefined members out. */
export const present = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never

/** `{ name: value }`, or nothing when there is no value. */
export const given = <Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: Value })
