// Finds the operation of a REST request: method, path template, and in REST XML the query parameters and headers that tell operations apart.
import type { Route } from '../../core/wire.ts'
import { decodePercent, type WireRequest } from '../signature/request.ts'

export interface Match {
  readonly operation: string
  readonly route: Route
  /** Input members that stand in the path. */
  readonly labels: Readonly<Record<string, string>>
}

interface Routed {
  readonly routes: Readonly<Record<string, Route>>
}

/** The most specific route that fits. `path` is still percent-encoded. */
export const matchRoute = (service: Routed, request: WireRequest, path: string): Match | undefined => {
  for (const compiled of compiledRoutes(service)) {
    if (compiled.route.method !== request.method) continue
    if (!compiled.query.every(needed => hasQuery(request, needed))) continue
    if (compiled.route.having !== undefined && !request.headers.has(compiled.route.having)) continue
    const found = compiled.pattern.exec(path)
    if (found) return { operation: compiled.operation, route: compiled.route, labels: labelsOf(compiled.names, found) }
  }
  return undefined
}

interface Compiled {
  readonly operation: string
  readonly route: Route
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly query: readonly string[]
  readonly rank: number
}

const cache = new WeakMap<Routed, readonly Compiled[]>()

const compiledRoutes = (service: Routed): readonly Compiled[] => {
  const known = cache.get(service)
  if (known) return known
  const compiled = Object.entries(service.routes)
    .map(([operation, route]) => compile(operation, route))
    .sort((a, b) => b.rank - a.rank)
  cache.set(service, compiled)
  return compiled
}

/** `/{Bucket}/{Key+}?uploads` and the like; a query parameter with a value must have that value. */
const compile = (operation: string, route: Route): Compiled => {
  const [path = '', needed = ''] = route.path.split('?', 2)
  const segments = path.split('/').filter(segment => segment !== '')
  const names: string[] = []
  const pattern = segments.map(segment => {
    const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(segment) ?? []
    if (name === undefined) return `/${segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`
    names.push(name)
    return greedy === '+' ? '/(.+)' : '/([^/]+)'
  })
  const query = needed.split('&').filter(parameter => parameter !== '')
  const literal = segments.filter(segment => !segment.startsWith('{')).length
  const rank = query.length * 100 + (route.having === undefined ? 0 : 100) + literal * 10 + segments.length
  return { operation, route, names, query, rank, pattern: new RegExp(`^${pattern.join('')}/?$`) }
}

const hasQuery = (request: WireRequest, needed: string): boolean => {
  const [name, value] = needed.split('=', 2)
  return request.query.some(([key, given]) => key === name && (value === undefined || value === given))
}

const labelsOf = (names: readonly string[], found: RegExpExecArray): Record<string, string> =>
  Object.fromEntries(names.map((name, index) => [name, decodePercent(found[index + 1] ?? '')]))
