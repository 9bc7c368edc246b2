// How each recorded change alters functions and the queue of their invocations.

import type { Evolving } from '../../core/trail.ts'
import type * as kept from './state.ts'
import { evolving } from './trail.ts'

type Configuration = Evolving<kept.Configuration>
type EventInvokeConfig = Evolving<kept.EventInvokeConfig>
type FunctionState = Evolving<kept.FunctionState>
type LambdaState = Evolving<kept.LambdaState>

export const evolve = evolving({
  CreateFunction: ({ functions }, { configuration, tags }) => {
    functions.set(configuration.FunctionName, {
      latest: configuration,
      versions: new Map(),
      aliases: new Map(),
      policies: new Map(),
      eventInvokeConfigs: new Map(),
      tags,
      published: 0,
    })
  },
  UpdateFunctionCode: (state, latest) => updateLatest(state, latest),
  UpdateFunctionConfiguration: (state, latest) => updateLatest(state, latest),
  DeleteFunction: ({ functions }, { functionName, qualifier }) => {
    if (qualifier === undefined) functions.delete(functionName)
    else functions.get(functionName)?.versions.delete(qualifier)
  },
  PublishVersion: (state, version) =>
    on(state, version.FunctionName, known => {
      known.versions.set(version.Version, version)
      known.published = Number(version.Version)
      known.publishedFrom = known.latest.RevisionId
    }),
  CreateAlias: (state, { functionName, alias }) =>
    on(state, functionName, known => known.aliases.set(alias.Name, alias)),
  UpdateAlias: (state, { functionName, alias }) =>
    on(state, functionName, known => known.aliases.set(alias.Name, alias)),
  DeleteAlias: (state, { functionName, name }) =>
    on(state, functionName, known => {
      known.aliases.delete(name)
      known.policies.delete(name)
      known.eventInvokeConfigs.delete(name)
    }),
  AddPermission: (state, { functionName, qualifier, policy }) =>
    on(state, functionName, known => known.policies.set(qualifier, policy)),
  RemovePermission: (state, { functionName, qualifier, policy }) =>
    on(state, functionName, known => {
      if (policy.Statement.length > 0) known.policies.set(qualifier, policy)
      else known.policies.delete(qualifier)
    }),
  PutFunctionEventInvokeConfig: (state, change) => keepConfig(state, change),
  UpdateFunctionEventInvokeConfig: (state, change) => keepConfig(state, change),
  DeleteFunctionEventInvokeConfig: (state, { functionName, qualifier }) =>
    on(state, functionName, known => known.eventInvokeConfigs.delete(qualifier)),
  PutFunctionConcurrency: (state, { functionName, reserved }) =>
    on(state, functionName, known => {
      known.reservedConcurrency = reserved
    }),
  DeleteFunctionConcurrency: (state, { functionName }) =>
    on(state, functionName, known => {
      delete known.reservedConcurrency
    }),
  TagResource: (state, { functionName, tags }) => keepTags(state, functionName, tags),
  UntagResource: (state, { functionName, tags }) => keepTags(state, functionName, tags),
  InvocationQueued: ({ queued }, { requestId, ...invocation }, { time }) => {
    queued.set(requestId, { requestId, ...invocation, queuedAt: time, attempts: 0, throttles: 0, notBefore: time })
  },
  InvocationDelayed: ({ queued }, { requestId, ...delay }) => {
    Object.assign(queued.get(requestId) ?? {}, delay)
  },
  InvocationMoved: ({ queued }, { requestId, milliseconds }) => {
    const moved = (time: string) => new Date(Date.parse(time) + milliseconds).toISOString()
    const one = queued.get(requestId)
    if (one) queued.set(requestId, { ...one, queuedAt: moved(one.queuedAt), notBefore: moved(one.notBefore) })
  },
  InvocationEnded: ({ queued }, { requestId }) => {
    queued.delete(requestId)
  },
  DestinationDeliveryFailed: () => {},
})

const on = ({ functions }: LambdaState, functionName: string, change: (known: FunctionState) => unknown): void => {
  const known = functions.get(functionName)
  if (known) change(known)
}

const updateLatest = (state: LambdaState, latest: Configuration): void =>
  on(state, latest.FunctionName, known => {
    known.latest = latest
  })

const keepConfig = (
  state: LambdaState,
  change: { readonly functionName: string; readonly qualifier: string; readonly config: EventInvokeConfig },
): void => on(state, change.functionName, known => known.eventInvokeConfigs.set(change.qualifier, change.config))

const keepTags = (state: LambdaState, functionName: string, tags: Readonly<Record<string, string>>): void =>
  on(state, functionName, known => {
    known.tags = tags
  })
