// What the service knows: stacks, their resources and events, and change sets. Names and statuses are AWS's own.

import type { Principal } from '../../core/principal.ts'
import type { Value, ValueMap } from '../../template/template.ts'
import type { Change, Draft, Source } from './documents.ts'

/** What is in a document, for the compiler alone. */
declare const content: unique symbol

/** The name of a document in the service's folder, the hash of its content: templates and properties stay off the event log. */
export type DocumentId<Content = unknown> = string & { readonly [content]?: Content }

export interface Parameter {
  readonly ParameterKey: string
  readonly ParameterValue: string
  /** What Parameter Store had under that name. */
  readonly ResolvedValue?: string
}

/** How the value of a NoEcho parameter is shown. */
export const HIDDEN = '****'

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface Output {
  readonly OutputKey: string
  readonly OutputValue: string
  readonly Description?: string
  readonly ExportName?: string
}

/** One thing that exists in the account because of a logical ID. */
export interface Version {
  readonly type: string
  readonly physicalId: string
  readonly attributes: Readonly<Record<string, Value>>
  readonly properties: DocumentId<ValueMap>
  /** Properties that were given and not carried out, if any. */
  readonly passedOver?: DocumentId<ValueMap>
  /** Logical IDs that it was made after. */
  readonly waitsFor: readonly string[]
  readonly deletionPolicy: string
  readonly updateReplacePolicy: string
  /** The name that the template left to CloudFormation. */
  readonly generatedName?: string
}

export type Attempt = Omit<Version, 'physicalId' | 'attributes'>

export interface StackResource {
  readonly LogicalResourceId: string
  readonly PhysicalResourceId?: string
  readonly ResourceType: string
  readonly ResourceStatus: string
  readonly ResourceStatusReason?: string
  readonly Timestamp: Date
  /** What is there now; undefined before it is made. */
  readonly live?: Version
}

export interface StackEvent {
  readonly EventId: string
  readonly StackId: string
  readonly StackName: string
  readonly LogicalResourceId: string
  readonly PhysicalResourceId?: string
  readonly ResourceType: string
  readonly Timestamp: Date
  readonly ResourceStatus: string
  readonly ResourceStatusReason?: string
  readonly ClientRequestToken?: string
  readonly properties?: DocumentId<ValueMap>
}

export interface Leftover {
  readonly logicalId: string
  readonly version: Version
}

export type OperationKind = 'CreateStack' | 'UpdateStack' | 'DeleteStack' | 'RollbackStack' | 'ContinueUpdateRollback'

/** What a stack operation was asked to do. */
export interface Request {
  readonly kind: OperationKind
  readonly stackName: string
  /** Makes the calls when there is no role. */
  readonly principal: Principal
  readonly roleArn?: string
  readonly clientRequestToken?: string
  readonly onFailure?: 'DO_NOTHING' | 'ROLLBACK' | 'DELETE'
  readonly retainResources?: readonly string[]
  /** Of a deletion: the stack's status until then. */
  readonly formerStatus?: string
  readonly resourcesToSkip?: readonly string[]
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly capabilities?: readonly string[]
  readonly tags?: readonly Tag[]
  readonly source?: DocumentId<Source>
  readonly enableTerminationProtection?: boolean
  readonly changeSetId?: string
}

/** A stack operation under way, with what is needed to undo it. */
export interface StackOperation {
  /** The id of the fact that began it. */
  readonly begun: string
  readonly request: Request
  /** The stack's settings when the operation began. */
  readonly former: Settings
  /** For each logical ID that was touched: what was there before, null when nothing was. */
  readonly before: ReadonlyMap<string, Version | null>
  /** What was asked for last, whether or not it came true. */
  readonly attempts: ReadonlyMap<string, Attempt>
  /** What the operation made. */
  readonly made: Leftover[]
  /** CancelUpdateStack was called. */
  readonly cancelled?: true
}

/** What an update changes and its rollback restores. */
export interface Settings {
  readonly source?: DocumentId<Source>
  readonly Description?: string
  readonly Parameters: readonly Parameter[]
  readonly Capabilities: readonly string[]
  readonly Tags: readonly Tag[]
}

export interface Stack {
  readonly StackId: string
  readonly StackName: string
  readonly CreationTime: Date
  readonly settings: Settings
  readonly LastUpdatedTime?: Date
  readonly DeletionTime?: Date
  readonly StackStatus: string
  readonly StackStatusReason?: string
  readonly RoleARN?: string
  readonly ChangeSetId?: string
  readonly EnableTerminationProtection: boolean
  readonly DisableRollback: boolean
  /** A template of the stack had a NoEcho parameter: properties are not shown. */
  readonly hasSecrets: boolean
  readonly Outputs: readonly Output[]
  /** Names of other stacks' exports that it uses. */
  readonly imports: readonly string[]
  readonly resources: ReadonlyMap<string, StackResource>
  /** Oldest first. */
  readonly events: StackEvent[]
  /** The operation under way, or the failed one that ContinueUpdateRollback takes up. */
  readonly operation?: StackOperation
  /** What is to be deleted before the operation is complete. */
  readonly leftovers: Leftover[]
}

export interface ChangeSet {
  readonly ChangeSetId: string
  readonly ChangeSetName: string
  readonly StackId: string
  readonly StackName: string
  readonly ChangeSetType: string
  readonly CreationTime: Date
  readonly Description?: string
  readonly request: Request
  /** The input that the change set is computed from. */
  readonly draft: DocumentId<Draft>
  readonly Status: string
  readonly StatusReason?: string
  readonly ExecutionStatus: string
  /** The document that holds the list of changes. */
  readonly changes?: DocumentId<readonly Change[]>
  readonly source?: DocumentId<Source>
  /** The settings' source when it was computed: a stack that was updated since makes it obsolete. */
  readonly basis?: DocumentId<Source>
}

export interface CloudFormationState {
  /** By StackId; deleted stacks too. */
  readonly stacks: ReadonlyMap<string, Stack>
  /** StackId of the stack that bears the name now. */
  readonly named: ReadonlyMap<string, string>
  /** By ChangeSetId. */
  readonly changeSets: ReadonlyMap<string, ChangeSet>
  readonly exports: ReadonlyMap<string, { readonly stackId: string; readonly value: string }>
}

export const initialState = (): CloudFormationState => ({
  stacks: new Map(),
  named: new Map(),
  changeSets: new Map(),
  exports: new Map(),
})
