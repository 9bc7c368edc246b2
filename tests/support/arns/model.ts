// AWS's own model of the operations that the local cloud has, as the SDK brings it along: which members may hold an ARN, and the least input that
// has one of them. Two services have no client here; tests/arns.test.ts gives theirs by hand.

import * as apigateway from '@aws-sdk/client-apigatewayv2'
import * as cloudformation from '@aws-sdk/client-cloudformation'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import * as codebuild from '@aws-sdk/client-codebuild'
import * as codecommit from '@aws-sdk/client-codecommit'
import * as codepipeline from '@aws-sdk/client-codepipeline'
import * as events from '@aws-sdk/client-eventbridge'
import * as iam from '@aws-sdk/client-iam'
import * as kms from '@aws-sdk/client-kms'
import * as lambda from '@aws-sdk/client-lambda'
import * as s3 from '@aws-sdk/client-s3'
import * as sns from '@aws-sdk/client-sns'
import * as sts from '@aws-sdk/client-sts'
import { services } from '../../../local/services.ts'

export interface Member {
  readonly service: string
  readonly operation: string
  /** `KeyId`, `Targets.RoleArn` */
  readonly path: string
}

const CLIENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  apigateway,
  cloudformation,
  codebuild,
  codecommit,
  codepipeline,
  events,
  iam,
  kms,
  lambda,
  logs,
  s3,
  sns,
  sts,
}

/** By its name, or because its documentation says that it takes an ARN in place of a name. */
const MAY_HOLD_ARN =
  /arns?$|^(ChangeSetName|encryptionKey|encryptionKeyOverride|Endpoint|EventBusName|FunctionName|KeyId|kmsKeyId|KMSMasterKeyID|logGroupIdentifiers?|PermissionsBoundary|projectName|Resource|Role|serviceRole|serviceRoleOverride|SSEKMSKeyId|StackName|TargetKeyId)$/i
const ONLY_HERE: Readonly<Record<string, RegExp>> = { codebuild: /^(ids?|names)$/, codepipeline: /encryptionKey\.id$/ }

/** Smithy's schemas: `[kind, namespace, name, traits, names, schemas, how many are required]` for a structure, a fifth entry alone for a list, 0 for text. */
type Schema = readonly unknown[] | number

const resolved = (schema: unknown): Schema => {
  if (typeof schema === 'function') return resolved(schema())
  if (Array.isArray(schema)) return typeof schema[0] === 'function' ? resolved(schema[0]) : schema
  return Number(schema)
}

interface Structure {
  readonly members: readonly (readonly [name: string, schema: Schema])[]
  readonly required: number
}

const structureOf = (schema: Schema): Structure | undefined => {
  if (typeof schema === 'number' || !Array.isArray(schema[4]) || !Array.isArray(schema[5])) return undefined
  const types: readonly unknown[] = schema[5]
  return {
    members: schema[4].map((name, index) => [String(name), resolved(types[index])]),
    required: Number(schema[6] ?? 0),
  }
}

const LIST = 1
const TEXTS = 64
const itemOf = (schema: Schema): Schema | undefined => {
  if (schema === TEXTS) return 0
  return typeof schema !== 'number' && schema[0] === LIST ? resolved(schema[4]) : undefined
}

const isText = (schema: Schema): boolean => schema === 0 || (typeof schema !== 'number' && schema[0] === 0)

const inputSchema = (service: string, operation: string): Schema | undefined => {
  const Command = CLIENTS[service]?.[`${operation.replace(/^v2\./, '')}Command`]
  if (typeof Command !== 'function') return undefined
  const { schema } = Reflect.construct(Command, [{}])
  return resolved(schema[4])
}

export const membersWithArns = (): readonly Member[] =>
  services.flatMap(({ signingName: service, operations }) =>
    Object.keys(operations).flatMap(operation => {
      // The client is that of HTTP APIs: an operation of REST APIs may have another input by the same name.
      if (service === 'apigateway' && !operation.startsWith('v2.')) return []
      const schema = inputSchema(service, operation)
      return schema === undefined ? [] : pathsIn(service, schema, []).map(path => ({ service, operation, path }))
    }),
  )

const pathsIn = (
  service: string,
  schema: Schema,
  before: readonly string[],
  within: readonly Schema[] = [],
): readonly string[] => {
  if (within.includes(schema)) return []
  const item = itemOf(schema)
  if (item !== undefined) return pathsIn(service, item, before, [...within, schema])
  return (structureOf(schema)?.members ?? []).flatMap(([name, type]) => {
    const path = [...before, name]
    const text = isText(type) || isText(itemOf(type) ?? 1)
    const named = MAY_HOLD_ARN.test(name) || ONLY_HERE[service]?.test(path.join('.'))
    return [...(text && named ? [path.join('.')] : []), ...pathsIn(service, type, path, [...within, schema])]
  })
}

/** The names of all members of the operation's input. */
export const inputNames = ({ service, operation }: Member): readonly string[] =>
  (structureOf(inputSchema(service, operation) ?? 0)?.members ?? []).map(([name]) => name)

/** The least input that has the member; `sample` gives a value for each other required one. */
export const inputWith = (
  { service, operation, path }: Member,
  arn: string,
  sample: (name: string) => unknown,
): Readonly<Record<string, unknown>> => {
  const value = filled(inputSchema(service, operation) ?? 0, path.split('.'), arn, sample)
  return value as Readonly<Record<string, unknown>> // an operation's input is a structure
}

const filled = (schema: Schema, path: readonly string[], arn: string, sample: (name: string) => unknown): unknown => {
  const item = itemOf(schema)
  if (item !== undefined) return [filled(item, path, arn, sample)]
  const structure = structureOf(schema)
  const [wanted, ...rest] = path
  if (!structure || wanted === undefined) return arn
  return Object.fromEntries(
    structure.members.flatMap(([name, type], index) => {
      if (name === wanted) return [[name, filled(type, rest, arn, sample)]]
      return index < structure.required ? [[name, sample(name)]] : []
    }),
  )
}
