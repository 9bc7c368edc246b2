// An API, and an event that belongs to one, while the transform puts them together.

import type { ResourceDeclaration, Value, ValueMap } from '../../template.ts'
import type { Dict } from '../python27.ts'

export type ApiKind = 'rest' | 'http'

/** An API while it is put together. */
export interface Api {
  readonly logicalId: string
  readonly kind: ApiKind
  declaration: ResourceDeclaration
  /** DefinitionBody. */
  definition: Dict | undefined
  /** Made for events that name no API. */
  readonly implicit: boolean
  /** Whether the transform writes the definition, so that events add their integrations to it. */
  readonly managed: boolean
}

/** An event of type Api or HttpApi with what the transform adds to it. */
export interface ApiEvent {
  readonly eventId: string
  readonly api: Api
  /** As given, or a Ref to the implicit API. */
  readonly apiId: Value
  readonly path: string
  readonly method: string
  readonly properties: ValueMap
}
