// Finds the method for a path: literal parts before parameters, parameters before `{name+}`.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html

import type { Definition, Method } from '../state.ts'

export interface Match {
  readonly method: Method
  /** Values by name; undefined when the path has no parameters. */
  readonly parameters: Readonly<Record<string, string>> | undefined
}

export interface Router {
  /** REST APIs: the most specific resource that has methods is taken, whichever. Unverified: that one without any is passed over. */
  resource(httpMethod: string, segments: readonly string[]): Match | undefined
  /** HTTP APIs: the most specific route of that method is taken, `$default` last. */
  route(httpMethod: string, segments: readonly string[]): Match | undefined
}

interface Node {
  readonly literals: Map<string, Node>
  parameter?: Node
  greedy?: Node
  readonly methods: Map<string, Method>
}

const routers = new WeakMap<Definition, Router>()

export const routerOf = (definition: Definition): Router => {
  const known = routers.get(definition)
  if (known) return known
  const made = makeRouter(definition)
  routers.set(definition, made)
  return made
}

const makeRouter = ({ methods }: Definition): Router => {
  const root = newNode()
  let fallback: Method | undefined
  for (const method of methods) {
    if (/^\/?\$default$/.test(method.path)) fallback = method
    else place(root, method)
  }
  return {
    resource: (httpMethod, segments) => {
      const node = walk(root, segments, 0, found => found.methods.size > 0)
      const method = node && methodOf(node, httpMethod)
      return method && { method, parameters: parametersOf(method, segments) }
    },
    route: (httpMethod, segments) => {
      const node = walk(root, segments, 0, found => methodOf(found, httpMethod) !== undefined)
      const method = node && methodOf(node, httpMethod)
      if (method) return { method, parameters: parametersOf(method, segments) }
      return fallback && { method: fallback, parameters: undefined }
    },
  }
}

const newNode = (): Node => ({ literals: new Map(), methods: new Map() })

const place = (root: Node, method: Method): void => {
  let node = root
  for (const part of partsOf(method.path)) node = part.endsWith('+}') ? greedyOf(node) : childOf(node, part)
  node.methods.set(method.httpMethod, method)
}

const greedyOf = (node: Node): Node => {
  node.greedy ??= newNode()
  return node.greedy
}

const childOf = (node: Node, part: string): Node => {
  if (part.startsWith('{')) {
    node.parameter ??= newNode()
    return node.parameter
  }
  const child = node.literals.get(part) ?? newNode()
  node.literals.set(part, child)
  return child
}

const walk = (
  node: Node,
  segments: readonly string[],
  at: number,
  accepts: (node: Node) => boolean,
): Node | undefined => {
  const segment = segments[at]
  if (segment === undefined) return accepts(node) ? node : undefined
  const literal = node.literals.get(decoded(segment))
  const found =
    (literal && walk(literal, segments, at + 1, accepts)) ??
    (node.parameter && segment !== '' ? walk(node.parameter, segments, at + 1, accepts) : undefined)
  return found ?? (node.greedy && accepts(node.greedy) ? node.greedy : undefined)
}

const methodOf = (node: Node, httpMethod: string): Method | undefined =>
  node.methods.get(httpMethod) ?? node.methods.get('ANY')

const parametersOf = ({ path }: Method, segments: readonly string[]): Match['parameters'] => {
  if (!path.includes('{')) return undefined
  const parameters: Record<string, string> = {}
  partsOf(path).forEach((part, index) => {
    if (part.endsWith('+}')) parameters[part.slice(1, -2)] = segments.slice(index).join('/')
    else if (part.startsWith('{')) parameters[part.slice(1, -1)] = segments[index] ?? ''
  })
  return parameters
}

const partsOf = (path: string): readonly string[] => path.split('/').filter(part => part !== '')

const decoded = (segment: string): string => {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
