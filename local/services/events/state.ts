// Rules of the default event bus, their targets, and when scheduled rules run next.

import type { Place } from '../../core/arn.ts'
import type { ServiceEvent } from '../../core/event.ts'
import type { Pattern } from './pattern.ts'

export interface Target {
  readonly Id: string
  readonly Arn: string
  readonly RoleArn?: string
  readonly Input?: string
  readonly InputPath?: string
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>
    readonly InputTemplate: string
  }
}

/** What PutRule replaces as a whole. */
export interface RuleDefinition {
  readonly Name: string
  readonly EventPattern?: string
  readonly ScheduleExpression?: string
  readonly State: 'ENABLED' | 'DISABLED'
  readonly Description?: string
  readonly RoleArn?: string
}

export interface Rule extends RuleDefinition {
  readonly Arn: string
  readonly CreatedBy: string
  /** EventPattern, read once. */
  readonly pattern: Pattern | undefined
  /** In order of their putting. */
  readonly targets: ReadonlyMap<string, Target>
  readonly tags: Readonly<Record<string, string>>
  /** When a scheduled rule runs next. */
  readonly next: Date | undefined
}

/** One event on its way to one target of one rule. */
export interface Delivery {
  readonly rule: string
  readonly targetId: string
  /** As the target gets it. */
  readonly event: ServiceEvent
  /** How many deliveries led to this one, one because of the other; itself counts. */
  readonly length: number
}

export interface EventsState {
  readonly rules: ReadonlyMap<string, Rule>
  /** Under way, by id; taken up again by the next process. */
  readonly deliveries: ReadonlyMap<string, Delivery>
}

export const initial = (_: Place): EventsState => ({ rules: new Map(), deliveries: new Map() })
