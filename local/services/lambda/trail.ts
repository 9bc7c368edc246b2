// What Lambda records: functions, versions, aliases, policies, and asynchronous invocations on their way.

import { trailOf } from '../../core/trail.ts'
import type { Alias, Configuration, EventInvokeConfig, FunctionPolicy, LambdaState, QueuedInvocation } from './state.ts'

interface OfFunction {
  readonly functionName: string
}

interface OfQualifier extends OfFunction {
  /** `$LATEST` stands for the function without one. */
  readonly qualifier: string
}

interface AliasChange extends OfFunction {
  readonly alias: Alias
}
interface PolicyChange extends OfQualifier {
  readonly policy: FunctionPolicy
}
interface ConfigChange extends OfQualifier {
  readonly config: EventInvokeConfig
}
interface TagChange extends OfFunction {
  /** All that are left. */
  readonly tags: Readonly<Record<string, string>>
}
interface OfInvocation {
  readonly requestId: string
}

interface Changes {
  CreateFunction: { readonly configuration: Configuration; readonly tags: Readonly<Record<string, string>> }
  UpdateFunctionCode: Configuration
  UpdateFunctionConfiguration: Configuration
  /** Without a qualifier the whole function. */
  DeleteFunction: OfFunction & { readonly qualifier?: string }
  PublishVersion: Configuration
  CreateAlias: AliasChange
  UpdateAlias: AliasChange
  DeleteAlias: OfFunction & { readonly name: string }
  AddPermission: PolicyChange
  RemovePermission: PolicyChange
  PutFunctionEventInvokeConfig: ConfigChange
  UpdateFunctionEventInvokeConfig: ConfigChange
  DeleteFunctionEventInvokeConfig: OfQualifier
  PutFunctionConcurrency: OfFunction & { readonly reserved: number }
  DeleteFunctionConcurrency: OfFunction
  TagResource: TagChange
  UntagResource: TagChange
  /** An event waits for its function; the payload is in a file. */
  InvocationQueued: OfInvocation & Pick<QueuedInvocation, 'functionName' | 'qualifier' | 'chainLength'>
  InvocationDelayed: OfInvocation & Pick<QueuedInvocation, 'attempts' | 'throttles' | 'notBefore'>
  /** The machine was off for so long, or its clock was set back. */
  InvocationMoved: OfInvocation & { readonly milliseconds: number }
  InvocationEnded: OfInvocation
  DestinationDeliveryFailed: OfInvocation & { readonly destination: string; readonly reason: string }
}

export const { changed, evolving, of } = trailOf<LambdaState, Changes>()('aws.lambda')
