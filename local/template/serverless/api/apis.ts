// The APIs of a template before they are transformed: those it declares, and the implicit ones that functions' events make.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html

import { isMap, type ResourceDeclaration, type Template, type Value, type ValueMap } from '../../template.ts'
import { isIntrinsic } from '../intrinsics.ts'
import { eventProblem } from '../problem.ts'
import { Dict, fromTemplate, Keys, Unicode } from '../python27.ts'
import type { Api, ApiEvent, ApiKind } from './api.ts'
import { Uses } from './api-uses.ts'
import { addPath, edited, isDefinition, openApiSkeleton, pathsOf, swaggerSkeleton } from './definition.ts'

export interface Apis {
  /** Logical IDs of all resources in the order of AWS's transform. */
  readonly order: readonly string[]
  readonly all: ReadonlyMap<string, Api>
  /** By the logical ID of the function, in the order of AWS's transform. */
  readonly events: ReadonlyMap<string, readonly ApiEvent[]>
  /** Added to the section Conditions. */
  readonly conditions: ValueMap
  readonly problems: readonly Error[]
}

const KINDS = {
  rest: {
    type: 'AWS::Serverless::Api',
    plain: 'AWS::ApiGateway::RestApi',
    event: 'Api',
    idProperty: 'RestApiId',
    implicit: 'ServerlessRestApi',
  },
  http: {
    type: 'AWS::Serverless::HttpApi',
    plain: 'AWS::ApiGatewayV2::Api',
    event: 'HttpApi',
    idProperty: 'ApiId',
    implicit: 'ServerlessHttpApi',
  },
} as const

export const hasRestApi = (template: Template): boolean =>
  Object.values(template.Resources).some(({ Type, Properties }) => {
    if (Type === KINDS.rest.type) return true
    const events =
      Type === 'AWS::Serverless::Function' && isMap(Properties?.Events) ? Object.values(Properties.Events) : []
    return events.some(event => isMap(event) && event.Type === KINDS.rest.event)
  })

export const collectApis = (template: Template, hashed: boolean): Apis => {
  const declared = Object.entries(template.Resources)
  const order = new ResourceOrder(
    declared.map(([logicalId]) => logicalId),
    hashed,
  )
  const all = new Map(declared.flatMap(([logicalId, declaration]) => declaredApi(logicalId, declaration)))
  const events = new Map<string, ApiEvent[]>()
  const conditions: Record<string, Value> = {}
  const problems: Error[] = []
  for (const kind of ['rest', 'http'] as const) {
    const uses = new Uses()
    const implicit = implicitApi(kind)
    const before = all.get(implicit.logicalId)
    all.set(implicit.logicalId, implicit)
    order.add(implicit.logicalId)
    for (const functionId of order.list()) {
      const declaration = template.Resources[functionId]
      if (declaration?.Type !== 'AWS::Serverless::Function') continue
      try {
        for (const event of apiEvents(functionId, declaration, kind, all, hashed)) {
          uses.add(event, declaration)
          events.set(functionId, [...(events.get(functionId) ?? []), event])
          propagateTags(event, implicit, declaration, template)
        }
      } catch (problem) {
        problems.push(problem instanceof Error ? problem : new Error(String(problem)))
      }
    }
    uses.applyTo(implicit, conditions)
    for (const api of all.values()) if (api.kind === kind && api.managed) uses.conditionPaths(api, conditions)
    if (implicit.definition && pathsOf(implicit.definition).size > 0) continue
    all.delete(implicit.logicalId)
    if (before) all.set(before.logicalId, before)
    else order.remove(implicit.logicalId)
  }
  return { order: order.list(), all, events, conditions, problems }
}

class ResourceOrder {
  private readonly hashed: Keys | undefined
  private readonly inserted: Set<string>

  constructor(logicalIds: readonly string[], hashed: boolean) {
    this.hashed = hashed ? new Keys() : undefined
    this.inserted = new Set(logicalIds)
    for (const logicalId of logicalIds) this.hashed?.add(logicalId)
  }

  list(): readonly string[] {
    return this.hashed?.list() ?? [...this.inserted]
  }

  add(logicalId: string): void {
    this.inserted.add(logicalId)
    this.hashed?.add(logicalId)
  }

  remove(logicalId: string): void {
    this.inserted.delete(logicalId)
    this.hashed?.remove(logicalId)
  }
}

const declaredApi = (logicalId: string, declaration: ResourceDeclaration): readonly (readonly [string, Api])[] => {
  const kind = (['rest', 'http'] as const).find(name =>
    [KINDS[name].type, KINDS[name].plain].some(type => type === declaration.Type),
  )
  if (!kind) return []
  // An event of a plain API becomes a permission: its routes are the template's own affair.
  if (declaration.Type === KINDS[kind].plain)
    return [[logicalId, { logicalId, kind, declaration, definition: undefined, implicit: false, managed: false }]]
  const { DefinitionBody: body, DefinitionUri: uri } = declaration.Properties ?? {}
  const managed = !body && !uri
  const given = body === undefined ? undefined : fromTemplate(body)
  const definition = managed ? skeleton(kind) : given instanceof Dict ? given : undefined
  return [[logicalId, { logicalId, kind, declaration, definition, implicit: false, managed }]]
}

const skeleton = (kind: ApiKind): Dict => (kind === 'rest' ? swaggerSkeleton() : openApiSkeleton())

const implicitApi = (kind: ApiKind): Api => ({
  logicalId: KINDS[kind].implicit,
  kind,
  declaration: { Type: KINDS[kind].type, Properties: kind === 'rest' ? { StageName: 'Prod' } : {} },
  definition: skeleton(kind),
  implicit: true,
  managed: true,
})

const apiEvents = (
  functionId: string,
  { Properties = {} }: ResourceDeclaration,
  kind: ApiKind,
  all: ReadonlyMap<string, Api>,
  hashed: boolean,
): readonly ApiEvent[] => {
  const { Events: events } = Properties
  if (!isMap(events)) return []
  const wanted = ordered(Object.keys(events), hashed).filter(eventId => {
    const event = events[eventId]
    return isMap(event) && event.Type === KINDS[kind].event
  })
  return ordered(wanted, hashed).map(eventId => {
    const event = events[eventId]
    return apiEvent(functionId, eventId, (isMap(event) ? event.Properties : undefined) ?? {}, kind, all)
  })
}

/** The order of a dictionary that the keys were put into, one after the other. */
const ordered = (names: readonly string[], hashed: boolean): readonly string[] => {
  if (!hashed) return names
  const keys = new Keys()
  for (const name of names) keys.add(name)
  return keys.list()
}

const apiEvent = (
  functionId: string,
  eventId: string,
  properties: Value,
  kind: ApiKind,
  all: ReadonlyMap<string, Api>,
): ApiEvent => {
  const { type, idProperty, implicit } = KINDS[kind]
  if (!isMap(properties)) throw eventProblem(functionId, eventId, 'Properties should be a map.')
  const apiId = properties[idProperty] ?? { Ref: implicit }
  const everything = kind === 'http' && !properties.Path && !properties.Method
  const path = everything ? '$default' : properties.Path
  const method = everything ? 'x-amazon-apigateway-any-method' : properties.Method
  for (const [name, value] of Object.entries({ Path: path, Method: method })) {
    if (value === undefined || value === null)
      throw eventProblem(functionId, eventId, `Property '${name}' is required.`)
    if (typeof value !== 'string') throw eventProblem(functionId, eventId, `Property '${name}' should be a string.`)
  }
  const logicalId = isMap(apiId) && typeof apiId.Ref === 'string' ? apiId.Ref : apiId
  const api = typeof logicalId === 'string' ? all.get(logicalId) : undefined
  if (api?.kind !== kind)
    throw eventProblem(
      functionId,
      eventId,
      `${idProperty} must be a valid reference to an '${type}' resource in same template.`,
    )
  if (api.managed && isDefinition(api.definition, kind)) {
    api.definition = edited(api.definition, definition =>
      addPath(
        definition,
        everything ? String(path) : new Unicode(String(path)),
        everything ? String(method) : new Unicode(String(method)),
      ),
    )
  }
  return { eventId, api, apiId, path: String(path), method: String(method), properties }
}

/** PropagateTags of a function reaches the implicit API. */
const propagateTags = (
  { properties, api }: ApiEvent,
  implicit: Api,
  { Properties = {} }: ResourceDeclaration,
  { Globals }: Template,
): void => {
  if (api !== implicit || properties[KINDS[api.kind].idProperty] !== undefined) return
  const shared = isMap(Globals?.Function) ? Globals.Function : {}
  const tags = Properties.Tags || shared.Tags
  if (!isMap(tags) || isIntrinsic(tags) || !(Properties.PropagateTags || shared.PropagateTags)) return
  const own = implicit.declaration.Properties ?? {}
  const { Tags: before } = own
  const Tags: ValueMap = { ...(isMap(before) ? before : {}), ...tags }
  implicit.declaration = { ...implicit.declaration, Properties: { ...own, Tags, PropagateTags: true } }
}
