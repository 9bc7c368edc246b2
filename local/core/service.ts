// The contract of an emulated service. State changes only in `evolve`, and only because a fact was recorded: replaying the log rebuilds it.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Place } from './arn.ts'
import type { CloudTrailRules } from './cloud-trail.ts'
import type { Fact, ServiceEvent } from './event.ts'
import type { Members } from './input/members.ts'
import type { PageRule } from './page-rule.ts'
import type { Access, ConditionContext, PolicyDocument } from './policy.ts'
import type { Principal, RoleSession } from './principal.ts'
import type { TagRules, Tags } from './tags.ts'
import type { Evolving } from './trail.ts'
import type { Wire } from './wire.ts'

/** The only source of time and identity for what is decided. */
export interface Moment extends Place {
  readonly now: Date
  /** A new UUID. */
  newId(): string
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly endpoint: string
  /** Deliveries of EventBridge that led here, one because of the other; 0 for what a person or the clock began. */
  readonly chainLength: number
}

/** A moment, and who asks. */
export interface Scope extends Moment {
  readonly principal: Principal
  readonly requestId: string
}

export interface Reaction {
  readonly facts?: readonly Fact[]
}

/** What an operation decided: the answer, and the facts that make it true. */
export interface Decision<Output> extends Reaction {
  readonly output: Output
}

/**
 * One operation of a service's API. Lifecycle of a call: 1. `input` reads the members, 2. `access` names the permissions it needs, which
 * are evaluated for the principal, 3. `decide` (pure) or `perform` (touches the machine or calls other services) answers.
 */
export interface OperationOf<State, Input, Output> {
  /** Reads the members. An ARN names what is in the place, or nothing: `resourceIn` in core/arn.ts. */
  input(members: Members, place: Place): Input
  /** At least one permission, or `'open'` for the few operations that AWS allows everybody with credentials, such as sts:GetCallerIdentity. */
  readonly access: (input: NoInfer<Input>, scope: Scope, state: State) => readonly Access[] | 'open'
  /** What only other services can say is asked, and what a file has to hold is kept, before a decision. @throws ServiceError what they refuse, in this service's words */
  readonly check?: (desk: Desk<State>, input: NoInfer<Input>, scope: Scope) => Promise<void>
  readonly decide?: (state: State, input: NoInfer<Input>, scope: Scope) => Decision<Output>
  readonly perform?: (desk: Desk<State>, input: NoInfer<Input>, scope: CallScope) => Promise<Output>
  /** How it answers in pages; core/pages.ts sets it. */
  readonly pages?: PageRule
}

/** An operation whose input and output only itself knows. */
// biome-ignore lint/suspicious/noExplicitAny: the table of operations is the one place where their types meet
export type Operation<State> = OperationOf<State, any, any>

/** `operation<State>()({ input, access, decide })` infers the types of input and output; `input` alone says what the others are given. */
export const operation =
  <State>() =>
  <Input, Output>(definition: OperationOf<State, Input, Output>): Operation<State> =>
    definition

/** What a service does, behind the wire. */
export interface Emulation<State> {
  /** The source of its own facts, for example `aws.codepipeline`. */
  readonly source: string
  /** The code of the error for a required member that is absent, by the member, where the API has one of its own for it. */
  readonly missingErrors?: Readonly<Record<string, string>>
  /** What CloudTrail's records of its calls look like. */
  readonly cloudTrail: CloudTrailRules

  /**
   * Members that are accepted and have no effect here, with the reason: `Trace` of every operation, `Publish.Trace` of one. Any other that an
   * operation does not read is refused by its name.
   */
  readonly passedOver?: Readonly<Record<string, string>>

  initial(place: Place): State
  /** Applies one fact of the service's own source. Deterministic; the only code that changes the state (in place). */
  evolve(state: Evolving<State>, event: ServiceEvent): void
  /**
   * Files without which the state means nothing, as paths from the service's part of the state folder. Each is there before the fact that
   * speaks of it, and until the one that no longer does is recorded: one that is missing at the start is damage.
   */
  files?(state: State): readonly string[]
  /**
   * Which entries stay in which of its folders (a path from the service's part of the state folder, empty for that itself). The others are removed
   * at the start, before anything is under way: what a kill left half made, and what nothing speaks of any more.
   */
  keeps?(state: State): Readonly<Record<string, (name: string) => boolean>>
  /** Named exactly as in the API reference. */
  readonly operations: Readonly<Record<string, Operation<State>>>

  /** What this service announces because of a fact, its own or another's. Pure, and called for new facts only. */
  react?(state: State, event: ServiceEvent, moment: Moment): Reaction
  /** The next time at which `tick` has something to say: approvals expire, silent jobs fail. */
  due?(state: State): Date | undefined
  tick?(state: State, moment: Moment): Reaction

  readonly work?: Work<State>
  /** What changes because time passed without the local cloud, or was set back: deadlines of jobs move. Pure. */
  away?(state: State, away: Away, moment: Moment): readonly Fact[]
  /** Ends child processes and servers of its own. */
  stop?(desk: Desk<State>): Promise<void>

  /** The resource policy attached to the ARN (bucket, key, function, topic, role trust), if any. */
  resourcePolicy?(state: State, resourceArn: string, place: Place): PolicyDocument | undefined
  /** The tags of the resource, as policies see them (`aws:ResourceTag/KEY`); undefined when there is no such resource. */
  resourceTags(state: State, resourceArn: string, place: Place): Tags | undefined
  /** What the service has of its own where AWS limits tags: the runtime holds every call to the limits. */
  readonly tagRules?: TagRules
  /** HTTP that is not an AWS API: git, deployed APIs. The first whose prefix the path begins with answers. */
  readonly http?: {
    readonly prefix: string
    handle(request: IncomingMessage, response: ServerResponse, desk: Desk<State>): void
  }
}

/** Slow work, and what becomes of it when the process ends in the middle. What it throws is a bug and is reported as one. */
export interface Work<State> {
  /** Starts it because of a new fact, any service's. Absent where calls alone start some. */
  begin?(event: ServiceEvent, desk: Desk<State>): Promise<void> | undefined
  /** After a restart: takes up, or closes with a reason, what was under way. `mayGoOn` says what was not under way twice already when a process died. */
  resume(desk: Desk<State>, mayGoOn: MayGoOn): Promise<void> | undefined
}

/** Those of the ids that may be taken up. Ask once, before any of them goes on: the answer is remembered until the process stops in good order. */
export type MayGoOn = (ids: Iterable<string>) => ReadonlySet<string>

export interface Away {
  /** Negative when the clock is behind the last fact. */
  readonly milliseconds: number
}

/** What `perform` knows of its call, and how it ends it. */
export interface CallScope extends Scope {
  /**
   * Records the facts together with CloudTrail's record of the call, in one line, and hands the output back: the last thing that an operation
   * does which changes something. What it had decided on must not have changed since it last waited for anything.
   */
  answer<Output>(output: Output, ...facts: readonly Fact[]): Output
}

/** A service: what it does, and how its clients speak to it. */
export type Service<State> = Emulation<State> & Wire

/** A service whose state only itself knows. */
// biome-ignore lint/suspicious/noExplicitAny: the list of services is the one place where their states meet
export type AnyService = Service<any>

export interface Credentials {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken: string
  readonly Expiration: Date
}

export interface CallOptions<Output = never> {
  /** Adds condition keys, for example `kms:ViaService`. */
  readonly context?: ConditionContext
  /** For a delivery of EventBridge: what comes of the call came of that many deliveries. */
  readonly chainLength?: number
  /** What the caller notes of it, in one line of the log with what the call changes: no stop comes between the two. */
  readonly noted?: (output: Output) => readonly Fact[]
}

/** What STS asks of IAM; other services meet IAM through its operations. It grants nothing. */
export interface Directory {
  /** The role whose ARN this is. */
  role(arn: string): { readonly roleId: string; readonly maxSessionDuration: number } | undefined
  hasPolicy(arn: string): boolean
  /** Whether a user or role has this ARN: policies may name no other of this account. */
  isPrincipal(arn: string): boolean
}

/** What slow work may do: look, record facts, call other services as somebody, and use the machine's folders. */
export interface Desk<State> extends Place {
  readonly state: State
  readonly endpoint: string
  now(): Date
  newId(): string
  moment(): Moment
  record(...facts: readonly Fact[]): void
  /**
   * Calls an operation of any service as the principal; its policies are evaluated.
   * @throws ServiceError what AWS would refuse, AccessDenied included
   */
  call<Output = Readonly<Record<string, unknown>>>(
    principal: Principal,
    signingName: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    options?: CallOptions<NoInfer<Output>>,
  ): Promise<Output>
  /**
   * A session of the role for an AWS service, when the role's trust policy allows it.
   * @throws ServiceError AccessDenied
   */
  assume(
    roleArn: string,
    by: {
      readonly service: string
      readonly sourceArn?: string
      readonly sessionName: string
      readonly sessionPolicy?: PolicyDocument
    },
  ): RoleSession
  /**
   * Evaluates permissions that no call of its own shows: iam:PassRole, or what a resource handler of AWS declares.
   * @throws ServiceError AccessDenied
   */
  authorize(principal: Principal, access: readonly Access[]): void
  /** Temporary credentials for a session principal, for child processes that call the endpoint themselves. */
  issueCredentials(principal: Principal, durationSeconds: number): Credentials
  readonly directory: Directory
  /** The secret that belongs to an access key, also before anybody has the key. */
  secretOf(accessKeyId: string): string
  /** Resolves the principal behind an access key (git over HTTP signs in its own way); undefined when the local cloud did not issue it. */
  identify(
    accessKeyId: string,
    sessionToken?: string,
  ): { readonly principal: Principal; readonly secretAccessKey: string } | undefined
  /** A folder of the service's own inside the state folder; made when missing. */
  folder(...path: readonly string[]): string
  /** Runs `then` at the time, on the local cloud's clock; the result cancels it. Not kept over a restart. */
  at(time: Date, then: () => void): () => void
  /** Aborted when the local cloud stops. */
  readonly stopping: AbortSignal
  /** Work in the background of an answer that was given already; a rejection is reported as a bug. */
  background(work: Promise<unknown>): void
}
