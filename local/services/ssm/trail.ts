// What Systems Manager records: each change of a parameter, and the event that AWS documents for it.

import { trailOf } from '../../core/trail.ts'
import type { ParameterType, ParameterVersion, SsmState } from './state.ts'

interface OfParameter {
  readonly name: string
}

interface Changes {
  PutParameter: OfParameter & {
    readonly arn: string
    readonly version: ParameterVersion
    readonly tags: Readonly<Record<string, string>>
  }
  DeleteParameter: OfParameter
  DeleteParameters: { readonly names: readonly string[] }
  AddTagsToResource: OfParameter & { readonly tags: Readonly<Record<string, string>> }
  RemoveTagsFromResource: OfParameter & { readonly keys: readonly string[] }
}

// https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-eventbridge-events.html
interface Announced {
  'Parameter Store Change': {
    readonly operation: 'Create' | 'Update' | 'Delete'
    readonly name: string
    readonly type: ParameterType
    readonly description?: string
  }
}

export const { announced, changed, evolving } = trailOf<SsmState, Changes, Announced>()('aws.ssm')
