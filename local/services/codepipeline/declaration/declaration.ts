// The pipeline structure as GetPipeline answers it, with every default filled in.
// https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html

export type ExecutionMode = 'SUPERSEDED' | 'QUEUED' | 'PARALLEL'
export type RetryMode = 'FAILED_ACTIONS' | 'ALL_ACTIONS'

export interface ActionTypeId {
  readonly category: string
  readonly owner: string
  readonly provider: string
  readonly version: string
}

export interface ActionDeclaration {
  readonly name: string
  readonly actionTypeId: ActionTypeId
  readonly runOrder: number
  readonly configuration: Readonly<Record<string, string>>
  readonly outputArtifacts: readonly { readonly name: string }[]
  readonly inputArtifacts: readonly { readonly name: string }[]
  readonly roleArn?: string
  readonly region?: string
  readonly namespace?: string
  readonly timeoutInMinutes?: number
}

export interface OnFailure {
  readonly result: 'ROLLBACK' | 'RETRY'
  readonly retryConfiguration?: { readonly retryMode: RetryMode }
}

export interface StageDeclaration {
  readonly name: string
  readonly actions: readonly ActionDeclaration[]
  readonly onFailure?: OnFailure
}

export interface ArtifactStore {
  readonly type: 'S3'
  readonly location: string
  readonly encryptionKey?: { readonly id: string; readonly type: 'KMS' }
}

export interface VariableDeclaration {
  readonly name: string
  readonly defaultValue?: string
  readonly description?: string
}

export interface PipelineDeclaration {
  readonly name: string
  readonly roleArn: string
  readonly artifactStore?: ArtifactStore
  /** By Region; only the local Region's is carried out. */
  readonly artifactStores?: Readonly<Record<string, ArtifactStore>>
  readonly stages: readonly StageDeclaration[]
  readonly version: number
  readonly executionMode: ExecutionMode
  readonly pipelineType: 'V1' | 'V2'
  readonly variables?: readonly VariableDeclaration[]
}

export const actionTypeName = ({ category, owner, provider, version }: ActionTypeId): string =>
  `${category}/${owner}/${provider}/${version}`

export const isSource = (action: ActionDeclaration): boolean => action.actionTypeId.category === 'Source'

/** The store of the Region; validation has made sure that there is one. */
export const artifactStoreOf = (pipeline: PipelineDeclaration, region: string): ArtifactStore => {
  const store = pipeline.artifactStore ?? pipeline.artifactStores?.[region]
  if (!store) throw new Error(`pipeline '${pipeline.name}' has no artifact store in ${region}`)
  return store
}

export const stageNamed = (pipeline: PipelineDeclaration, name: string): StageDeclaration | undefined =>
  pipeline.stages.find(stage => stage.name === name)

export const stageAfter = (pipeline: PipelineDeclaration, name: string): StageDeclaration | undefined =>
  pipeline.stages[pipeline.stages.findIndex(stage => stage.name === name) + 1]
