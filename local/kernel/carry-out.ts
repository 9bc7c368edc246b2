// One call, from its input to its answer: read → authorize → check → decide or perform.

import { notEmulated } from '../core/errors.ts'
import type { Fact } from '../core/event.ts'
import type { ConditionContext } from '../core/policy.ts'
import type { Desk, Operation } from '../core/service.ts'
import { type CallInProgress, failureRecord, inWordsOf, isFailureRecorded, withRecord } from './calls.ts'
import { readInput, withTags } from './input.ts'
import type { Security } from './security.ts'
import { asUnavailable } from './unavailable.ts'

export interface Carrier {
  readonly state: unknown
  readonly desk: Desk<unknown>
  readonly security: Security
  readonly record: (facts: readonly Fact[]) => void
}

/** @throws ServiceError what AWS would refuse, in the words of the service that was called; the failure is on record then */
export const carryOut = async (
  carrier: Carrier,
  operation: Operation<unknown>,
  call: CallInProgress,
  context: ConditionContext,
): Promise<unknown> => {
  try {
    return await answerOf(carrier, operation, call, context)
  } catch (thrown) {
    const error = inWordsOf(call.service, asUnavailable(thrown))
    if (isFailureRecorded(call, error)) carrier.record([failureRecord(call, error)])
    throw error
  }
}

const answerOf = async (
  { state, desk, security, record }: Carrier,
  operation: Operation<unknown>,
  call: CallInProgress,
  context: ConditionContext,
): Promise<unknown> => {
  const { service, scope } = call
  const given = readInput(service, call.operation, operation, call.input, scope)
  const access = operation.access(given, scope, state)
  if (access !== 'open') security.authorize(scope.principal, withTags(access, service, call.input), context)
  if (operation.decide) {
    await operation.check?.(desk, given, scope)
    const { output, facts = [] } = operation.decide(state, given, scope)
    record(withRecord(call, output, facts))
    return output
  }
  if (!operation.perform) throw notEmulated(service.signingName, call.operation)
  let answered = false
  const answer = <Output>(output: Output, ...facts: readonly Fact[]): Output => {
    record(withRecord(call, output, facts))
    answered = true
    return output
  }
  const output = await operation.perform(desk, given, { ...scope, answer })
  if (!answered) record(withRecord(call, output, []))
  return output
}
