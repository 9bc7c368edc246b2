// What actions find and how they end, as state and facts have it.

import type { S3Location } from '../declaration/artifacts.ts'

/** How an action ended; what of it the public event cannot carry travels in this fact before it. */
export interface ActionResult {
  readonly actionExecutionId: string
  readonly status: 'Succeeded' | 'Failed'
  readonly summary?: string
  readonly errorDetails?: { readonly code: string; readonly message: string }
  readonly externalExecutionId?: string
  readonly externalExecutionUrl?: string
  readonly logStreamARN?: string
  readonly outputVariables?: Readonly<Record<string, string>>
  readonly revision?: Revision
}

export interface EventArtifact {
  readonly name: string
  readonly s3location: S3Location
}

/** What a source action found. */
export interface Revision {
  readonly revisionId: string
  readonly revisionChangeIdentifier?: string
  readonly revisionSummary?: string
  readonly created?: string
}

export interface SourceRevisionOverride {
  readonly actionName: string
  readonly revisionType: string
  readonly revisionValue: string
}
