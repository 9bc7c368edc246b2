// Put-, Update-, Get-, Delete- and ListFunctionEventInvokeConfig(s): how asynchronous invocations are tried again, and who hears of their end.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html

import type { Place } from '../../../core/arn.ts'
import { type Members, present } from '../../../core/input/members.ts'
import { WholeList } from '../../../core/pages.ts'
import { type CallScope, type Desk, operation, type Scope } from '../../../core/service.ts'
import { checkQualifier, findFunction, LATEST } from '../lookup.ts'
import { checkDestination } from '../machine/destinations.ts'
import { functionArn, invalidParameter, notFound, type Reference, readReference } from '../names.ts'
import type { EventInvokeConfig, LambdaState } from '../state.ts'
import { changed } from '../trail.ts'

type Given = Omit<EventInvokeConfig, 'LastModified'>

const readConfig = (members: Members): { reference: Reference; given: Given } => {
  const destinations = members.optionalStructure('DestinationConfig')
  const side = (name: string) => {
    const Destination = destinations?.optionalStructure(name)?.optionalString('Destination', { max: 350 })
    return Destination ? { Destination } : undefined
  }
  return {
    reference: readReference(members),
    given: present({
      MaximumRetryAttempts: members.optionalNumber('MaximumRetryAttempts', { min: 0, max: 2 }),
      MaximumEventAgeInSeconds: members.optionalNumber('MaximumEventAgeInSeconds', { min: 60, max: 21_600 }),
      DestinationConfig: destinations && present({ OnSuccess: side('OnSuccess'), OnFailure: side('OnFailure') }),
    }),
  }
}

const access = (action: string, reference: Reference, scope: Scope) => [
  { action: `lambda:${action}`, resource: functionArn(scope, reference) },
]

export const PutFunctionEventInvokeConfig = operation<LambdaState>()({
  input: readConfig,
  access: ({ reference }, scope) => access('PutFunctionEventInvokeConfig', reference, scope),
  perform: async (desk, { reference, given }, scope) =>
    save(desk, scope, 'PutFunctionEventInvokeConfig', reference, given, {}),
})

export const UpdateFunctionEventInvokeConfig = operation<LambdaState>()({
  input: readConfig,
  access: ({ reference }, scope) => access('UpdateFunctionEventInvokeConfig', reference, scope),
  perform: async (desk, { reference, given }, scope) =>
    save(desk, scope, 'UpdateFunctionEventInvokeConfig', reference, given, find(desk.state, desk, reference)),
})

const save = (
  desk: Desk<LambdaState>,
  scope: CallScope,
  name: 'PutFunctionEventInvokeConfig' | 'UpdateFunctionEventInvokeConfig',
  reference: Reference,
  given: Given,
  current: Given,
) => {
  if (Object.keys(given).length === 0)
    throw invalidParameter('You must specify at least one of error handling or destination setting.')
  checkQualifier(desk.state, desk, reference)
  const { OnSuccess, OnFailure } = given.DestinationConfig ?? {}
  for (const side of [OnSuccess, OnFailure])
    if (side?.Destination) checkDestination(desk, reference.name, side.Destination)
  const config: EventInvokeConfig = { ...current, ...given, LastModified: Math.floor(desk.now().getTime() / 1000) }
  const asked = { functionName: reference.name, qualifier: reference.qualifier ?? LATEST }
  const described = describeConfig(desk, asked.functionName, asked.qualifier, config)
  return scope.answer(described, changed(name, functionArn(desk, reference), { ...asked, config }))
}

export const GetFunctionEventInvokeConfig = operation<LambdaState>()({
  input: members => ({ reference: readReference(members) }),
  access: ({ reference }, scope) => access('GetFunctionEventInvokeConfig', reference, scope),
  decide: (state, { reference }, scope) => ({
    output: describeConfig(scope, reference.name, reference.qualifier ?? LATEST, find(state, scope, reference)),
  }),
})

export const DeleteFunctionEventInvokeConfig = operation<LambdaState>()({
  input: members => ({ reference: readReference(members) }),
  access: ({ reference }, scope) => access('DeleteFunctionEventInvokeConfig', reference, scope),
  decide: (state, { reference }, scope) => {
    find(state, scope, reference)
    const asked = { functionName: reference.name, qualifier: reference.qualifier ?? LATEST }
    return {
      output: {},
      facts: [changed('DeleteFunctionEventInvokeConfig', functionArn(scope, reference), asked)],
    }
  },
})

export const ListFunctionEventInvokeConfigs = operation<LambdaState>()({
  input: members => ({ reference: readReference(members) }),
  access: ({ reference }, scope) => access('ListFunctionEventInvokeConfigs', reference, scope),
  decide: (state, { reference }, scope) => {
    const { eventInvokeConfigs } = findFunction(state, scope, reference)
    const configs = WholeList.of(
      [...eventInvokeConfigs],
      ([qualifier, config]) => describeConfig(scope, reference.name, qualifier, config),
      ([qualifier]) => qualifier,
    )
    return { output: { FunctionEventInvokeConfigs: configs } }
  },
})

const find = (state: LambdaState, place: Place, reference: Reference): EventInvokeConfig => {
  const known = checkQualifier(state, place, reference).eventInvokeConfigs.get(reference.qualifier ?? LATEST)
  if (!known)
    throw notFound(
      `The function ${functionArn(place, { name: reference.name, qualifier: reference.qualifier ?? LATEST })} doesn't have an EventInvokeConfig`,
    )
  return known
}

const describeConfig = (place: Place, name: string, qualifier: string, config: EventInvokeConfig) => ({
  ...config,
  DestinationConfig: { OnSuccess: {}, OnFailure: {}, ...config.DestinationConfig },
  LastModified: new Date(config.LastModified * 1000),
  FunctionArn: functionArn(place, { name, qualifier }),
})
