// `npm start`: the pipeline is deployed, HEAD is pushed, and its way to Prod is shown; then the local cloud keeps serving.

import { join, relative, resolve } from 'node:path'
import { gitCredential } from '../git-credential.ts'
import { defaultStateFolder, type LocalCloud, startLocalCloud } from '../local-cloud.ts'
import { CliError } from './cli-error.ts'
import type { LiveExecution, Structure } from './live/model.ts'
import { paint } from './live/render.ts'
import type { Terminal } from './live/screen.ts'
import type { StartOptions } from './options.ts'
import { deployPipeline, describe, outputsOf } from './pipeline-stack.ts'
import { checkCommit } from './preflight.ts'
import { addRemote, type Head, pushHead, readHead } from './repository.ts'
import { runningExecutions } from './running.ts'
import { synthesize } from './synth.ts'
import { type Watch, watch } from './watch.ts'

const REMOTE = 'local'

/** Resolves with the exit code when the person, or --exit, ends it. */
export const start = async (
  options: StartOptions,
  repository: string,
  terminal: Terminal,
  stdin: NodeJS.ReadStream,
): Promise<number> => {
  const say = (line = '') => terminal.write(`${line}\n`)
  const head = await readHead(repository)
  await checkCommit(repository, head.commit)
  const stateFolder = options.state ? resolve(options.state) : defaultStateFolder(repository)
  const cloud = await startLocalCloud({ stateFolder, port: options.port, fresh: options.fresh })
  const stopped = stopOnSignals()
  let watching: Watch | undefined
  try {
    say(
      paint('bold', `Local cloud at ${cloud.endpoint}`, terminal.colors) +
        `, state in ${relative(repository, stateFolder) || '.'}`,
    )
    const template = await synthesize(repository, join(stateFolder, 'cdk.out'))
    const { outputs, changed } = await deployPipeline(cloud, template)
    say(`Pipeline stack ${template.stackName} ${changed ? 'deployed' : 'is unchanged'}`)
    const structure = await readStructure(cloud, outputs.get('PipelineName') ?? '')
    const ended = Promise.withResolvers<LiveExecution>()
    const onEnd = (execution: LiveExecution, underWay: number) => {
      if (underWay > 0) return
      void showUrls(cloud, structure, say).then(() => {
        if (options.exit) ended.resolve(execution)
        else say(`\nServing; push again (git push ${REMOTE} HEAD:${branchOf(structure)}) or press Ctrl-C to end.`)
      })
    }
    watching = watch(
      {
        cloud,
        structure,
        terminal,
        now: Date.now,
        asks: stdin.isTTY,
        showOutput: options.logs,
        onEnd,
        ...(options.decision ? { decision: options.decision } : {}),
      },
      await runningExecutions(cloud, structure),
    )
    const endKeys = readKeys(stdin, watching, stopped.stop)
    await release(cloud, repository, structure, head, say, stateFolder, onEnd)
    const result = await Promise.race([ended.promise, stopped.signal])
    endKeys()
    return result === undefined ? 130 : result.state === 'Succeeded' ? 0 : 1
  } finally {
    watching?.close()
    stopped.dispose()
    await cloud.stop()
  }
}

/** Pushes HEAD; when it is there already and nothing runs, its last execution decides whether it is released again. */
const release = async (
  cloud: LocalCloud,
  repository: string,
  structure: Structure,
  head: Head,
  say: (line?: string) => void,
  stateFolder: string,
  onEnd: (execution: LiveExecution, underWay: number) => void,
): Promise<void> => {
  const { name, branch } = sourceOf(structure)
  const url = `${cloud.endpoint}/v1/repos/${name}`
  const cli = join(import.meta.dirname, '..', 'cli.ts')
  await addRemote(repository, REMOTE, url, `!'${process.execPath}' '${cli}' git-credential --state '${stateFolder}'`)
  if (head.uncommitted > 0)
    say(
      `${head.uncommitted} uncommitted ${head.uncommitted === 1 ? 'file is' : 'files are'} left out: HEAD is what is released`,
    )
  say(`Pushing ${head.commit.slice(0, 7)} "${head.subject}" to ${REMOTE} (${url}), branch ${branch}\n`)
  const credential = gitCredential(new URL(url).host, new URL(url).pathname, {
    ...cloud.credentials,
    region: cloud.runtime.place.region,
    now: new Date(),
  })
  const moved = await pushHead(repository, { url, branch, ...credential })
  if (moved) return
  const [latest] = await latestExecutions(cloud, structure.name)
  if (latest?.status === 'InProgress') return
  if (latest?.status === 'Succeeded') {
    say(`${head.commit.slice(0, 7)} is in Prod already.`)
    const now = Date.now()
    const done: LiveExecution = {
      pipeline: structure.name,
      executionId: latest.pipelineExecutionId,
      state: 'Succeeded',
      started: now,
      actions: [],
    }
    return onEnd(done, 0)
  }
  say('The branch has this commit already, and its last execution did not succeed: it is started again.')
  await cloud.runtime.call(cloud.administrator, 'codepipeline', 'StartPipelineExecution', { name: structure.name })
}

interface Summary {
  readonly pipelineExecutionId: string
  readonly status: string
}

const latestExecutions = async (cloud: LocalCloud, pipelineName: string): Promise<readonly Summary[]> => {
  const { pipelineExecutionSummaries } = (await cloud.runtime.call(
    cloud.administrator,
    'codepipeline',
    'ListPipelineExecutions',
    {
      pipelineName,
    },
  )) as { pipelineExecutionSummaries: readonly Summary[] }
  return pipelineExecutionSummaries
}

const readStructure = async (cloud: LocalCloud, name: string): Promise<Structure> => {
  const { pipeline } = (await cloud.runtime.call(cloud.administrator, 'codepipeline', 'GetPipeline', { name })) as {
    pipeline: Structure
  }
  return pipeline
}

const actionsOf = (structure: Structure) =>
  structure.stages.flatMap(stage => stage.actions.map(action => ({ stage: stage.name, ...action })))

const sourceOf = (structure: Structure): { name: string; branch: string } => {
  const source = actionsOf(structure).find(({ actionTypeId }) => actionTypeId.provider === 'CodeCommit')
  const { RepositoryName, BranchName } = source?.configuration ?? {}
  if (!RepositoryName || !BranchName)
    throw new CliError(`pipeline ${structure.name} has no CodeCommit source, so there is nowhere to push to`)
  return { name: RepositoryName, branch: BranchName }
}

const branchOf = (structure: Structure): string => sourceOf(structure).branch

/** The deployed stages' endpoints, which answer until the local cloud ends. */
const showUrls = async (cloud: LocalCloud, structure: Structure, say: (line?: string) => void): Promise<void> => {
  const deployed = actionsOf(structure).filter(({ actionTypeId }) => actionTypeId.provider === 'CloudFormation')
  const width = Math.max(...deployed.map(({ stage }) => stage.length))
  say()
  for (const { stage, configuration } of deployed) {
    const stack = await describe(cloud, configuration?.StackName ?? '')
    const url = stack && outputsOf(stack).get('ApiUrl')
    if (url) say(`  ${stage.padEnd(width)}  ${url}`)
  }
}

const readKeys = (stdin: NodeJS.ReadStream, watching: Watch, stop: () => void): (() => void) => {
  if (!stdin.isTTY) return () => {}
  const press = (key: string) => {
    if (key === '\u0003') stop()
    if (key === 'y' || key === 'Y') watching.answer('Approved')
    if (key === 'n' || key === 'N') watching.answer('Rejected')
    if (key === 'b' || key === 'B') watching.toggleOutput()
  }
  stdin.setRawMode(true).setEncoding('utf8').resume().on('data', press)
  return () => {
    stdin.off('data', press).setRawMode(false).pause()
  }
}

const stopOnSignals = () => {
  const { promise, resolve: stop } = Promise.withResolvers<undefined>()
  const end = () => stop(undefined)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  // Timers of the local cloud do not hold the process: this does, until it is told to end.
  const hold = setInterval(() => {}, 2 ** 30)
  return {
    signal: promise,
    stop: end,
    dispose: () => {
      clearInterval(hold)
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, end)
    },
  }
}
