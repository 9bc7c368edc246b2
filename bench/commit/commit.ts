// Measures a commit's way to Prod in a warm clone, against a plain shell script that runs the same commands and checks; and, meanwhile, the memory of
// the local cloud.
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BatchGetProjectsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild'
import { CodePipelineClient, GetPipelineCommand, ListPipelinesCommand } from '@aws-sdk/client-codepipeline'
import { openIssuer } from '../../local/credentials.ts'
import { ADMINISTRATOR_KEY_ID } from '../../local/services/iam/state.ts'
import type { Bench } from '../bench.ts'
import { memoryOf, resetPeak } from '../history/memory.ts'
import { median, type Row } from '../row.ts'
import { temporaryFolder } from '../temporary.ts'
import { type Clone, makeClone } from './clone.ts'
import { beyondCommands, breakdownOf, plainBeyondCommands } from './commit-breakdown.ts'
import { type Connection, type ExecutionTimes, executionTimes } from './execution-times.ts'
import { compiled, type LocalCloudProcess, npmStart } from './npm-start.ts'
import { type PlainRelease, plainRelease } from './plain-release.ts'

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
  compiled()
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
      const turns = [
        async () => {
          const made = await release(cloud, clone, connection, pipeline.name)
          ours.push(made)
          say(`run ${run + 1}: ${inWords(made.pushToProd, beyondCommands(made))}`)
        },
        async () => {
          const made = await plainRelease(clone, join(folder, 'plain'), variables)
          plain.push(made)
          say(`plain ${run + 1}: ${inWords(made.total, plainBeyondCommands(made))}`)
        },
      ]
      for (const turn of run % 2 === 0 ? turns : turns.reverse()) {
        clone.change()
        await turn()
        await cleanedUp(cloud)
      }
    }
    const memory = { idle, ...memoryOf(cloud.pid) }
    return { rows: [...timeRows(ours, plain), ...memoryRows(memory)], details: breakdownOf(ours, plain) }
  } finally {
    await cloud.stop()
  }
}

/** '9.85 s, 1.20 s of it beyond the commands' */
const inWords = (total: number, beyond: number): string =>
  `${seconds(total)} s, ${seconds(beyond)} s of it beyond the commands`

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2)

/** The id of the next execution that ends, which must have Succeeded. */
const succeeded = async (cloud: LocalCloudProcess): Promise<string> => {
  const [line, state, id = ''] = await cloud.line(
    /^(?=.*\b(Succeeded|Failed|Stopped|Superseded)\b).*\bexecution ([0-9a-f-]{36})/i,
  )
  if (state !== 'Succeeded') throw new Error(`what is measured did not succeed: ${line}`)
  return id
}

/** The build's workspace is taken away after the build; what is measured next should not pay for it. */
const cleanedUp = async ({ stateFolder }: LocalCloudProcess): Promise<void> => {
  const builds = join(stateFolder, 'codebuild', 'builds')
  for (let attempt = 0; attempt < 200 && existsSync(builds) && readdirSync(builds).length > 0; attempt += 1)
    await new Promise(resolve => setTimeout(resolve, 50))
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

/**
 * Differences are taken within each pair of neighbours and only then the median: a disk that is slow for a while slows both of a pair, but not
 * every pair.
 */
const timeRows = (ours: readonly Release[], plain: readonly PlainRelease[]): readonly Row[] => {
  const pairs = ours.flatMap((release, run) => {
    const script = plain[run]
    return script ? [{ release, script }] : []
  })
  const over = median(pairs.map(({ release, script }) => release.pushToProd - script.total)) / 1000
  const share = median(pairs.map(({ release, script }) => (release.pushToProd / script.total - 1) * 100))
  const beyond =
    median(pairs.map(({ release, script }) => beyondCommands(release) - plainBeyondCommands(script))) / 1000
  const row = (what: string, unit: string, value: number, limit: number): Row => {
    return { what, unit, ours: value, alternatives: [], goal: { text: `under ${limit} ${unit}`, isMet: value < limit } }
  }
  return [
    {
      what: 'commit to Prod, warm clone',
      unit: 's',
      ours: median(ours.map(({ pushToProd }) => pushToProd)) / 1000,
      alternatives: [{ name: 'plain shell script', value: median(plain.map(({ total }) => total)) / 1000 }],
    },
    row('its overhead, by pairs', '%', share, 10),
    row('the same in seconds', 's', over, 1),
    // What the commands take swings by more than the local cloud adds; this part does not hide in it.
    row('of it, beyond the commands', 's', beyond, 1),
  ]
}

const memoryRows = (memory: { readonly idle: number; readonly peak: number }): readonly Row[] => [
  { what: 'local cloud, memory idle', unit: 'MB', ours: memory.idle, alternatives: [], atMost: memoryLimit },
  { what: 'local cloud, peak of all runs', unit: 'MB', ours: memory.peak, alternatives: [], atMost: memoryLimit },
]
