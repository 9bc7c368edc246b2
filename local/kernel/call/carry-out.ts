// One call, from its input to its answer: read → authorize → check → decide or perform.

import { notEmulated } from '../../core/errors.ts'
import type { Fact } from '../../core/event.ts'
import type { ConditionContext } from '../../core/policy.ts'
import type { CallOptions, Desk, Operation } from '../../core/service.ts'
import type { Security } from '../security.ts'
import { type CallInProgress, failureRecord, inWordsOf, isFailureRecorded, withRecord } from './calls.ts'
import { limitTags, readInput, withTags } from './input.ts'
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
  { context = {}, noted = () => [] }: CallOptions<unknown>,
): Promise<unknown> => {
  try {
    return await answerOf(carrier, operation, call, context, noted)
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
  noted: (output: unknown) => readonly Fact[],
): Promise<unknown> => {
  const { service, scope } = call
  const keep = (output: unknown, facts: readonly Fact[]): void =>
    record([...withRecord(call, output, facts), ...noted(output)])
  const given = readInput(service, call.operation, operation, call.input, scope)
  const access = operation.access(given, scope, state)
  if (access !== 'open') {
    security.authorize(scope.principal, withTags(access, service, call.input), context)
    limitTags(call, access, state)
  }
  if (operation.decide) {
    await operation.check?.(desk, given, scope)
    const { output, facts = [] } = operation.decide(state, given, scope)
    keep(output, facts)
    return output
  }
  if (!operation.perform) throw notEmulated(service.signingName, call.operation)
  let answered = false
  const answer = <Output>(output: Output, ...facts: readonly Fact[]): Output => {
    keep(output, facts)
    answered = true
    return output
  }
  const output = await operation.perform(desk, given, { ...scope, answer })
  if (!answered) keep(output, [])
  return output
}
