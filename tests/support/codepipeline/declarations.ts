// Pipelines for tests, as CreatePipeline takes them.

export type Json = Readonly<Record<string, unknown>>

const role = 'arn:aws:iam::000000000000:role/pipeline'
const type = (category: string, provider: string) => ({ category, owner: 'AWS', provider, version: '1' })

export const source = (more: Json = {}): Json => ({
  name: 'Source',
  actionTypeId: type('Source', 'CodeCommit'),
  configuration: { RepositoryName: 'r', BranchName: 'main', PollForSourceChanges: 'false' },
  outputArtifacts: [{ name: 'SourceOutput' }],
  namespace: 'SourceVariables',
  ...more,
})

export const build = (more: Json = {}): Json => ({
  name: 'Build',
  actionTypeId: type('Build', 'CodeBuild'),
  configuration: { ProjectName: 'project' },
  inputArtifacts: [{ name: 'SourceOutput' }],
  outputArtifacts: [{ name: 'BuildOutput' }],
  ...more,
})

export const deploy = (more: Json = {}): Json => ({
  name: 'Deploy',
  actionTypeId: type('Deploy', 'CloudFormation'),
  configuration: {
    ActionMode: 'CREATE_UPDATE',
    StackName: 'stack',
    TemplatePath: 'BuildOutput::template.yaml',
    RoleArn: 'arn:aws:iam::000000000000:role/deploy',
  },
  inputArtifacts: [{ name: 'BuildOutput' }],
  namespace: 'Deployed',
  ...more,
})

export const invoke = (more: Json = {}): Json => ({
  name: 'Test',
  actionTypeId: type('Invoke', 'Lambda'),
  configuration: { FunctionName: 'tests', UserParameters: 'commit #{SourceVariables.CommitId}' },
  ...more,
})

export const approval = (more: Json = {}): Json => ({
  name: 'Approve',
  actionTypeId: type('Approval', 'Manual'),
  configuration: { CustomData: 'release #{SourceVariables.CommitId}' },
  ...more,
})

export const stage = (name: string, ...actions: readonly Json[]): Json => ({ name, actions })

/** Source, Build, and a stage that begins with an approval. */
export const pipeline = (more: Json = {}): Json => ({
  name: 'p',
  roleArn: role,
  pipelineType: 'V2',
  artifactStore: { type: 'S3', location: 'artifacts' },
  stages: [stage('Source', source()), stage('Build', build()), stage('Prod', approval(), deploy({ runOrder: 2 }))],
  ...more,
})

/** The action with further configuration; undefined takes a property away. */
export const configured = (action: Json, configuration: Json): Json => {
  const all = { ...(action.configuration as Json), ...configuration }
  return {
    ...action,
    configuration: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
  }
}

/** A pipeline whose second stage has these actions. */
export const withActions = (...actions: readonly Json[]): Json => ({
  stages: [stage('Source', source()), stage('Rest', ...actions)],
})
