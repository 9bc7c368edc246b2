// Build/AWS/CodeBuild and Test/AWS/CodeBuild: starts the project's build on the input artifacts and waits for its end.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html

import { isRecord } from '../../../core/input/members.ts'
import type { EventArtifact } from '../executions/results.ts'
import { ActionFailure, type ActionRun, attached, inputArtifact, type Outcome } from './action-run.ts'

interface Build {
  readonly id: string
  readonly buildComplete?: boolean
  readonly buildStatus?: string
  readonly logs?: { readonly deepLink?: string; readonly cloudWatchLogsArn?: string }
  readonly phases?: readonly {
    readonly phaseType?: string
    readonly phaseStatus?: string
    readonly contexts?: readonly { readonly statusCode?: string; readonly message?: string }[]
  }[]
  readonly exportedEnvironmentVariables?: readonly { readonly name: string; readonly value: string }[]
}

export const startBuild = async (run: ActionRun): Promise<Outcome> => {
  await run.desk.call<{ build: Build }>(run.caller, 'codebuild', 'StartBuild', startInput(run), {
    noted: ({ build }) =>
      attached(run, {
        externalExecutionId: build.id,
        externalExecutionUrl: build.logs?.deepLink,
        logStreamARN: build.logs?.cloudWatchLogsArn,
        waitsFor: build.id,
        step: 'BUILD',
      }),
  })
  // It may have ended before anybody waited for its event.
  return checkBuild(run)
}

export const checkBuild = async ({ desk, caller, action }: ActionRun): Promise<Outcome> => {
  const id = action.externalExecutionId
  if (id === undefined) throw new ActionFailure('The build was not started', 'JobFailed')
  const { builds } = await desk.call<{ builds: readonly Build[] }>(caller, 'codebuild', 'BatchGetBuilds', { ids: [id] })
  const [build] = builds
  if (!build) throw new ActionFailure(`The build '${id}' does not exist any more`, 'JobFailed')
  const { buildStatus } = build
  if (buildStatus === undefined || buildStatus === 'IN_PROGRESS') return undefined
  const logs = { externalExecutionUrl: build.logs?.deepLink, logStreamARN: build.logs?.cloudWatchLogsArn }
  if (buildStatus !== 'SUCCEEDED')
    return { status: 'Failed', errorDetails: { code: 'JobFailed', message: failureOf(build) }, ...logs }
  const variables = (build.exportedEnvironmentVariables ?? []).map(({ name, value }) => [name, value])
  return { status: 'Succeeded', outputVariables: Object.fromEntries(variables), ...logs }
}

const failureOf = ({ buildStatus, phases = [] }: Build): string => {
  const failed = phases.find(
    ({ phaseStatus }) => phaseStatus !== undefined && !['SUCCEEDED', 'IN_PROGRESS'].includes(phaseStatus),
  )
  const context = failed?.contexts?.find(({ message }) => message)
  const told = [`Build terminated with state: ${buildStatus}`]
  if (failed) told.push(`Phase: ${failed.phaseType}, Code: ${context?.statusCode ?? failed.phaseStatus}`)
  if (context?.message) told.push(`Message: ${context.message}`)
  return told.join('. ').slice(0, 5000)
}

const startInput = (run: ActionRun) => {
  const { action, configuration, store } = run
  const [only] = action.inputArtifacts
  const primary = inputArtifact(run, configuration.PrimarySource ?? only?.name ?? '')
  const others = action.inputArtifacts.filter(({ name }) => name !== primary.name)
  const [output, ...more] = action.outputArtifacts
  const single = output && more.length === 0
  return {
    projectName: configuration.ProjectName,
    idempotencyToken: action.id,
    sourceTypeOverride: 'S3',
    sourceLocationOverride: locationOf(primary),
    sourceVersion: primary.revision,
    secondarySourcesOverride: others.map(artifact => ({
      type: 'S3',
      location: locationOf(artifact),
      sourceIdentifier: artifact.name,
    })),
    artifactsOverride: single ? artifactsOf(output) : { type: 'NO_ARTIFACTS' },
    secondaryArtifactsOverride: single
      ? []
      : action.outputArtifacts.map(artifact => ({ ...artifactsOf(artifact), artifactIdentifier: artifact.name })),
    environmentVariablesOverride: environmentVariables(configuration.EnvironmentVariables),
    buildspecOverride: configuration.BuildspecOverride,
    serviceRoleOverride: configuration.ServiceRoleArnOverride,
    encryptionKeyOverride: store.encryptionKey?.id,
  }
}

const locationOf = ({ s3location: { bucket, key } }: EventArtifact): string => `${bucket}/${key}`

/** CodeBuild writes to LOCATION/PATH/NAME. */
const artifactsOf = ({ s3location: { bucket, key } }: EventArtifact) => {
  const slash = key.lastIndexOf('/')
  return {
    type: 'S3',
    location: bucket,
    path: key.slice(0, slash),
    name: key.slice(slash + 1),
    packaging: 'ZIP',
    namespaceType: 'NONE',
    overrideArtifactName: false,
  }
}

/** @throws ActionFailure saying what the property should hold */
export const environmentVariables = (text: string | undefined): readonly object[] => {
  if (text === undefined) return []
  const wrong = (): ActionFailure =>
    new ActionFailure(
      `EnvironmentVariables should be a JSON list of {"name", "value", "type"?}, got ${text.slice(0, 200)}`,
    )
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    throw wrong()
  }
  if (!Array.isArray(list)) throw wrong()
  return list.map(item => {
    if (!isRecord(item) || typeof item.name !== 'string' || typeof item.value !== 'string') throw wrong()
    return { name: item.name, value: item.value, type: item.type ?? 'PLAINTEXT' }
  })
}
