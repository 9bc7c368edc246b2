// `npm start`: the pipeline is deployed, HEAD is pushed, and its way through the stages is shown; then the local cloud keeps serving.

import { join, relative, resolve } from 'node:path'
import { isolation } from '../host/isolation/detect.ts'
import { noticeOf } from '../host/isolation/notice.ts'
import { defaultStateFolder, type LocalCloud, startLocalCloud } from '../local-cloud.ts'
import { accountConcurrency } from '../services/lambda/machine/concurrency.ts'
import { connectRemote, REMOTE, release, releaseAgain } from './execution/release.ts'
import type { Head } from './execution/repository.ts'
import { runningExecutions } from './execution/running.ts'
import { type Watch, watch } from './execution/watch.ts'
import { subjectOf } from './live/columns.ts'
import { CTRL_C, openInterruption, readKeys } from './live/keys.ts'
import type { LiveExecution } from './live/model.ts'
import { paint } from './live/render.ts'
import { openScreen, type Screen, type Terminal } from './live/screen.ts'
import type { StartOptions } from './options.ts'
import { readStructure, sourceOf, stageUrls } from './pipeline.ts'
import { deployPipeline } from './pipeline-stack.ts'
import { checkCommit } from './preflight.ts'
import { stateSize } from './state-size.ts'
import { synthesize } from './synth.ts'

/** Resolves with the exit code when the person, a signal or --exit ends it. */
export const start = async (
  options: StartOptions,
  repository: string,
  head: Head,
  terminal: Terminal,
  stdin: NodeJS.ReadStream,
): Promise<number> => {
  accountConcurrency() // a wrong setting is said now, and not by the first function
  await checkCommit(repository, head.commit)
  const stateFolder = options.state ? resolve(options.state) : defaultStateFolder(repository)
  const interruption = openInterruption()
  const screen = openScreen(terminal, Date.now)
  const session: Session = { options, repository, head, stateFolder, terminal, screen, signal: interruption.signal }
  let cloud: LocalCloud | undefined
  let endKeys = () => {}
  try {
    const lost = Promise.withResolvers<never>()
    lost.promise.catch(() => {})
    cloud = await startLocalCloud({ stateFolder, port: options.port, fresh: options.fresh, onLost: lost.reject })
    const watching: { current?: Watch } = {}
    endKeys = readKeys(
      stdin,
      new Map([
        [CTRL_C, interruption.interrupt],
        ['y', () => watching.current?.answer('Approved')],
        ['n', () => watching.current?.answer('Rejected')],
        ['b', () => watching.current?.toggleOutput()],
      ]),
    )
    const exitCode = await Promise.race([
      run(session, cloud, stdin.isTTY, watching),
      interruption.exitCode,
      lost.promise,
    ])
    watching.current?.close()
    screen.close()
    if (interruption.signal.aborted)
      screen.say('', `Stopped. The state is kept in ${shown(session)}; npm start takes it up again.`)
    return exitCode
  } finally {
    // Before the stop, which may take a moment: what is typed from now on is meant for the shell, and approves nothing.
    endKeys()
    await cloud?.stop()
    interruption.dispose()
  }
}

interface Session {
  readonly options: StartOptions
  readonly repository: string
  readonly head: Head
  readonly stateFolder: string
  readonly terminal: Terminal
  readonly screen: Screen
  readonly signal: AbortSignal
}

const shown = ({ repository, stateFolder }: Session): string => {
  const path = relative(repository, stateFolder)
  return path.startsWith('..') ? stateFolder : path
}

/** Loaded while the pipeline is deployed. */
const machineNotices = async (repository: string, commit: string, templateBody: string): Promise<readonly string[]> =>
  (await import('./build-machine.ts')).checkMachine(repository, commit, templateBody, process.env)

/** Resolves when an execution has ended and --exit was given; else it serves on. */
const run = async (session: Session, cloud: LocalCloud, asks: boolean, watching: { current?: Watch }) => {
  const { options, repository, head, stateFolder, terminal, screen, signal } = session
  const { colors } = terminal
  // Whatever goes on after somebody asked for the end is nothing to read.
  const say = (...lines: readonly string[]) => {
    signal.throwIfAborted()
    screen.say(...lines)
  }
  say(`${paint('bold', `Local cloud at ${cloud.endpoint}`, colors)}, state in ${shown(session)}`)
  const [template, found, size] = await Promise.all([
    synthesize(repository, join(stateFolder, 'cdk.out'), signal),
    isolation(),
    stateSize(stateFolder),
  ])
  say(size)
  const notice = noticeOf(found, process.platform)
  if (notice) say(notice)
  const [{ outputs, changed }, notices] = await Promise.all([
    deployPipeline(cloud, template),
    machineNotices(repository, head.commit, template.templateBody),
  ])
  if (notices.length > 0) say(...notices)
  say(`Pipeline stack ${template.stackName} ${changed ? 'deployed' : 'is unchanged'}`)
  const structure = await readStructure(cloud, outputs.get('PipelineName') ?? '')
  const source = sourceOf(structure)
  const lastStage = structure.stages.at(-1)?.name
  const ended = Promise.withResolvers<number>()
  const settle = async (state: LiveExecution['state']) => {
    const urls = await stageUrls(cloud, structure)
    say(...urls)
    if (options.exit) {
      if (urls.length > 0) say('', 'They answer while a local cloud runs; npm start without --exit serves them again.')
      return ended.resolve(state === 'Succeeded' ? 0 : 1)
    }
    say(
      '',
      state === 'Failed'
        ? `Serving what was deployed last. Commit what mends it and push (git push ${REMOTE} HEAD:${source.branch}), or press Ctrl-C to end; npm start releases HEAD again.`
        : `Serving. Push again (git push ${REMOTE} HEAD:${source.branch}), or press Ctrl-C to end.`,
      '',
    )
  }
  const url = `${cloud.endpoint}/v1/repos/${source.repository}`
  await connectRemote(repository, url, stateFolder)
  if (head.uncommitted > 0) say(leftOut(head.uncommitted))
  say(
    `Pushing ${head.commit.slice(0, 7)} "${subjectOf(head.subject)}" to ${REMOTE} (${url}), branch ${source.branch}`,
    '',
  )
  watching.current = watch(
    {
      cloud,
      structure,
      screen,
      colors,
      asks,
      showOutput: options.logs,
      onEnd: (execution, underWay) => {
        if (underWay === 0) void settle(execution.state).catch(ended.reject)
      },
      ...(options.decision ? { decision: options.decision } : {}),
    },
    await runningExecutions(cloud, structure),
  )
  const released = await release(cloud, structure, repository, { url, branch: source.branch }, signal)
  if (released === 'released already') {
    say(`${head.commit.slice(0, 7)} is in ${lastStage} already: there is nothing to release.`, '')
    await settle('Succeeded')
  }
  if (released === 'under way')
    say(`${head.commit.slice(0, 7)} was pushed before and is under way: its execution goes on.`, '')
  if (released === 'stopped short') {
    say(`${head.commit.slice(0, 7)} was pushed before and did not reach ${lastStage}: it is released again.`, '')
    await releaseAgain(cloud, structure)
  }
  return await ended.promise
}

const leftOut = (files: number): string =>
  `${files} uncommitted ${files === 1 ? 'file is' : 'files are'} left out: HEAD is what is released`
