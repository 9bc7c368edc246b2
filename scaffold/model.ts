// What AWS's model says, as far as it is installed: operations from the SDK's clients, resource types from the CDK.

import { createRequire } from 'node:module'
import { isRecord } from '../local/core/input/members.ts'
import { type AnyService, operation } from '../local/core/service.ts'
import { CLIENTS } from '../tests/contract/clients.ts'
import { type Member, modelOf } from '../tests/contract/model.ts'

const load = createRequire(import.meta.url)

/** No such package, or no such part of one. */
const NOT_THERE = ['MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED']

/** Undefined when it is not installed. */
const loaded = (name: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const exports: unknown = load(name)
    return isRecord(exports) ? exports : undefined
  } catch (error) {
    if (isRecord(error) && NOT_THERE.includes(String(error.code))) return undefined
    throw error
  }
}

/** Names of all operations that AWS has; undefined when a client of the service is not installed. */
export const operationNames = (signingName: string): readonly string[] | undefined => {
  const clients = (CLIENTS[signingName] ?? []).map(loaded)
  if (clients.length === 0) return undefined
  const names = clients.map(exports =>
    Object.entries(exports ?? {}).flatMap(([key, schema]) =>
      Array.isArray(schema) && schema[0] === OPERATION && key.endsWith('$') ? [key.slice(0, -1)] : [],
    ),
  )
  return clients.includes(undefined) ? undefined : [...new Set(names.flat())].sort()
}

/** The kind of schema that an operation has. */
const OPERATION = 9

export interface ModelledOperation {
  readonly input: readonly Member[]
  readonly output: readonly Member[]
  readonly paged: boolean
  /** Where it lives in HTTP, for REST. */
  readonly http?: { readonly method: string; readonly path: string; readonly status: number }
}

/** The operation, which AWS's installed model has. */
export const modelledOperation = (service: AnyService, name: string): ModelledOperation => {
  const none = operation<unknown>()({ input: () => ({}), access: () => 'open' })
  const [modelled] = modelOf({ ...service, operations: { [name]: none } })
  if (!modelled) throw new Error(`tests/contract/clients.ts says that no API has ${name}`)
  const schema = modelled.client.exports[`${modelled.client.name}$`]
  const traits: unknown = Array.isArray(schema) ? schema[3] : undefined
  const http: unknown = isRecord(traits) ? traits.http : undefined
  const [method, path, status] = Array.isArray(http) ? http : []
  return {
    input: modelled.input,
    output: modelled.output,
    paged: modelled.paged,
    ...(method === undefined ? {} : { http: { method: String(method), path: String(path), status: Number(status) } }),
  }
}

export interface ModelledService {
  readonly signingName: string
  /** `aws.protocols#awsJson1_1` */
  readonly protocol: string
  readonly target: string
  readonly version: string
  readonly namespace: string
}

/** What the SDK's client says of its service; undefined when it is not installed. */
export const modelledService = (client: string): ModelledService | undefined => {
  const Client = Object.entries(loaded(client) ?? {}).find(
    ([name]) => /^[A-Z]\w+Client$/.test(name) && name !== '__Client',
  )?.[1]
  if (typeof Client !== 'function') return undefined
  const made: unknown = Reflect.construct(Client, [
    { region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } },
  ])
  const config = isRecord(made) && isRecord(made.config) ? made.config : {}
  const settings = isRecord(config.protocolSettings) ? config.protocolSettings : {}
  const { protocol } = config
  const shape = isRecord(protocol) && typeof protocol.getShapeId === 'function' ? protocol.getShapeId() : ''
  return {
    signingName: String(config.defaultSigningName ?? config.signingName),
    protocol: String(shape),
    target: String(settings.serviceTarget),
    version: String(settings.version),
    namespace: String(settings.xmlNamespace),
  }
}

/** Folders of the CDK that are named otherwise than their resource types. */
const MODULES: Readonly<Record<string, string>> = { serverless: 'sam', kinesisanalyticsv2: 'kinesisanalytics' }

/** Names of the service's resource types by the class of each; undefined when the CDK knows no such service. */
const typesOf = (service: string): ReadonlyMap<string, object> | undefined => {
  const name = service.toLowerCase()
  const exports = loaded(`aws-cdk-lib/aws-${MODULES[name] ?? name}`)
  return (
    exports &&
    new Map(
      Object.values(exports).flatMap(value =>
        typeof value === 'function' && 'CFN_RESOURCE_TYPE_NAME' in value
          ? [[String(value.CFN_RESOURCE_TYPE_NAME), value] as const]
          : [],
      ),
    )
  )
}

export const typeNames = (service: string): readonly string[] => [...(typesOf(service)?.keys() ?? [])]

/** Names of services as the CDK's folders have them: `sqs`. */
export const cdkServices = (): readonly string[] =>
  Object.keys(loaded('aws-cdk-lib') ?? {}).flatMap(name => (name.startsWith('aws_') ? [name.slice(4)] : []))

/** Names of all properties of the type, as templates have them; none where the CDK does not tell. */
export const propertyNames = (service: string, type: string): readonly string[] => {
  const found = typesOf(service)?.get(type)
  const prototype: unknown = found && 'prototype' in found ? found.prototype : undefined
  if (!isRecord(prototype) || typeof prototype.renderProperties !== 'function') return []
  // A resource without a stack: its tags are asked for while its properties are listed, and there are none.
  const noTags = { value: { renderTags: () => undefined } }
  const resource: unknown = Object.create(prototype, { tags: noTags, cdkTagManager: noTags })
  const inCdk = isRecord(resource) && isRecord(resource.cfnProperties) ? Object.keys(resource.cfnProperties) : []
  // A reference fits every property, so each of them comes out under its name in a template.
  const rendered: unknown = prototype.renderProperties(Object.fromEntries(inCdk.map(name => [name, { Ref: 'Any' }])))
  return isRecord(rendered) ? Object.keys(rendered).sort() : []
}
