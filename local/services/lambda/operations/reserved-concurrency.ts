// Put-, Get- and DeleteFunctionConcurrency, and GetAccountSettings: how many invocations may run at once.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html

import { operation } from '../../../core/service.ts'
import { findFunction } from '../lookup.ts'
import { accountConcurrency, unreservedConcurrency, unreservedMinimum } from '../machine/concurrency.ts'
import { functionArn, invalidParameter, readWholeFunction } from '../names.ts'
import type { LambdaState } from '../state.ts'
import { changed } from '../trail.ts'

export const PutFunctionConcurrency = operation<LambdaState>()({
  input: members => ({
    reference: readWholeFunction(members),
    reserved: members.number('ReservedConcurrentExecutions', { min: 0 }),
  }),
  access: ({ reference }, scope) => [
    { action: 'lambda:PutFunctionConcurrency', resource: functionArn(scope, reference) },
  ],
  decide: (state, { reference, reserved }, scope) => {
    const current = findFunction(state, scope, reference).reservedConcurrency ?? 0
    if (unreservedConcurrency(state) + current - reserved < unreservedMinimum())
      throw invalidParameter(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservedMinimum()}].`,
      )
    const output = { ReservedConcurrentExecutions: reserved }
    const arn = functionArn(scope, { name: reference.name })
    return {
      output,
      facts: [changed('PutFunctionConcurrency', arn, { functionName: reference.name, reserved })],
    }
  },
})

export const GetFunctionConcurrency = operation<LambdaState>()({
  input: members => ({ reference: readWholeFunction(members) }),
  access: ({ reference }, scope) => [
    { action: 'lambda:GetFunctionConcurrency', resource: functionArn(scope, reference) },
  ],
  decide: (state, { reference }, scope) => {
    const { reservedConcurrency } = findFunction(state, scope, reference)
    return { output: reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency } }
  },
})

export const DeleteFunctionConcurrency = operation<LambdaState>()({
  input: members => ({ reference: readWholeFunction(members) }),
  access: ({ reference }, scope) => [
    { action: 'lambda:DeleteFunctionConcurrency', resource: functionArn(scope, reference) },
  ],
  decide: (state, { reference }, scope) => {
    findFunction(state, scope, reference)
    const arn = functionArn(scope, { name: reference.name })
    return {
      output: {},
      facts: [changed('DeleteFunctionConcurrency', arn, { functionName: reference.name })],
    }
  },
})

export const GetAccountSettings = operation<LambdaState>()({
  input: () => ({}),
  access: () => [{ action: 'lambda:GetAccountSettings', resource: '*' }],
  decide: state => ({
    output: {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: accountConcurrency(),
        UnreservedConcurrentExecutions: unreservedConcurrency(state),
      },
      AccountUsage: {
        TotalCodeSize: [...state.functions.values()].reduce((total, { latest }) => total + latest.CodeSize, 0),
        FunctionCount: state.functions.size,
      },
    },
  }),
})
