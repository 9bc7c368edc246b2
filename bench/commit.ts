// Measures a commit's way to Prod in a warm clone, against a plain shell script that runs the same commands and checks; and, meanwhile, the memory of
// the local cloud.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BatchGetProjectsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild'
import { CodePipelineClient, GetPipelineCommand, ListPipelinesCommand } from '@aws-sdk/client-codepipeline'
import { openIssuer } from '../local/credentials.ts'
import { ADMINISTRATOR_KEY_ID } from '../local/services/iam/state.ts'
import type { Bench } from './bench.ts'
import { type Clone, makeClone } from './clone.ts'
import { breakdownOf } from './commit-breakdown.ts'
import { type Connection, type ExecutionTimes, executionTimes } from './execution-times.ts'
import { memoryOf, resetPeak } from './memory.ts'
import { type LocalCloudProcess, npmStart } from './npm-start.ts'
import { type PlainRelease, plainRelease } from './plain-release.ts'
import { median, type Row } from './row.ts'
import { temporaryFolder } from './temporary.ts'

const region = 'us-east-1'
const memoryLimit = 150

export interface Release extends ExecutionTimes {
  /** Milliseconds from before `git push` until the execution is said to have Succeeded. */
  readonly pushToProd: number
  /** Milliseconds from before `git push` until the first action began. */
  readonly pushToBegin: number
}

export const commitBench: Bench = async (runs, say) => {
  const folder = temporaryFolder('commit')
  const clone = makeClone(join(folder, 'clone'))
  const cloud = npmStart(clone.folder, join(folder, 'state'))
  try {
    const [, endpoint = ''] = await cloud.line(/^Local cloud at (http:\S+?),/)
    await cloud.line(/^Pushing /)
    await succeeded(cloud)
    say('deployed; the first commit is in Prod')
    const connection = connectionTo(endpoint, cloud.stateFolder)
    const pipeline = await readPipeline(connection)
    const variables = variablesOf(connection, pipeline)
    const idle = memoryOf(cloud.pid).resident
    resetPeak(cloud.pid)
    const ours: Release[] = []
    const plain: PlainRelease[] = []
    for (let run = 0; run < runs; run += 1) {
      clone.change()
      ours.push(await release(cloud, clone, connection, pipeline.name))
      clone.change()
      plain.push(await plainRelease(clone, join(folder, 'plain'), variables))
      say(`run ${run + 1}: ${seconds(ours.at(-1)?.pushToProd)} s, plain ${seconds(plain.at(-1)?.total)} s`)
    }
    const memory = { idle, ...memoryOf(cloud.pid) }
    return { rows: [...timeRows(ours, plain), ...memoryRows(memory)], details: breakdownOf(ours, plain) }
  } finally {
    await cloud.stop()
  }
}

const seconds = (milliseconds = Number.NaN): string => (milliseconds / 1000).toFixed(2)

/** The id of the next execution that ends, which must have Succeeded. */
const succeeded = async (cloud: LocalCloudProcess): Promise<string> => {
  const [line, id = '', state] = await cloud.line(/Execution (\S+) (\w+) in /)
  if (state !== 'Succeeded') throw new Error(`what is measured did not succeed: ${line}`)
  return id
}

const release = async (
  cloud: LocalCloudProcess,
  clone: Clone,
  connection: Connection,
  pipelineName: string,
): Promise<Release> => {
  const pushed = Date.now()
  await promisify(execFile)('git', ['push', '--quiet', 'local', 'HEAD:main'], { cwd: clone.folder })
  const id = await succeeded(cloud)
  const pushToProd = Date.now() - pushed
  const times = await executionTimes(connection, pipelineName, id)
  return { ...times, pushToProd, pushToBegin: times.begun - pushed }
}

const connectionTo = (endpoint: string, stateFolder: string): Connection => {
  const secretAccessKey = openIssuer(stateFolder).secretOf(ADMINISTRATOR_KEY_ID)
  return { endpoint, region, credentials: { accessKeyId: ADMINISTRATOR_KEY_ID, secretAccessKey } }
}

interface Pipeline {
  readonly name: string
  /** What the build's project gives to its builds. */
  readonly buildVariables: Readonly<Record<string, string>>
}

const readPipeline = async (connection: Connection): Promise<Pipeline> => {
  const codepipeline = new CodePipelineClient(connection)
  const codebuild = new CodeBuildClient(connection)
  const { pipelines } = await codepipeline.send(new ListPipelinesCommand({}))
  const name = pipelines?.[0]?.name ?? ''
  const { pipeline } = await codepipeline.send(new GetPipelineCommand({ name }))
  const build = pipeline?.stages
    ?.flatMap(({ actions = [] }) => actions)
    .find(({ actionTypeId }) => actionTypeId?.provider === 'CodeBuild')
  const { projects } = await codebuild.send(
    new BatchGetProjectsCommand({ names: [build?.configuration?.ProjectName ?? ''] }),
  )
  codepipeline.destroy()
  codebuild.destroy()
  const variables = projects?.[0]?.environment?.environmentVariables ?? []
  return { name, buildVariables: Object.fromEntries(variables.map(({ name, value }) => [name, value])) }
}

const variablesOf = ({ endpoint, credentials }: Connection, { buildVariables }: Pipeline) => ({
  ...buildVariables,
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
})

const timeRows = (ours: readonly Release[], plain: readonly PlainRelease[]): readonly Row[] => {
  const prod = median(ours.map(({ pushToProd }) => pushToProd)) / 1000
  const script = median(plain.map(({ total }) => total)) / 1000
  const over = prod - script
  const share = (over / script) * 100
  return [
    {
      what: 'commit to Prod, warm clone',
      unit: 's',
      ours: prod,
      alternatives: [{ name: 'plain shell script', value: script }],
      goal: { text: 'less than 1.1 ×', isMet: share < 10 },
    },
    {
      what: 'the same, overhead',
      unit: 's',
      ours: over,
      alternatives: [],
      goal: { text: 'under 1 s', isMet: over < 1 },
    },
  ]
}

const memoryRows = (memory: { readonly idle: number; readonly peak: number }): readonly Row[] => [
  { what: 'local cloud, memory idle', unit: 'MB', ours: memory.idle, alternatives: [], atMost: memoryLimit },
  { what: 'local cloud, peak of all runs', unit: 'MB', ours: memory.peak, alternatives: [], atMost: memoryLimit },
]
